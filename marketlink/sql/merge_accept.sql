-- grain: one staged symbol that is merged: whole, or a tail that agrees with what is held
-- units: as in symbol; vintage is the one that its bars are written with
-- reference: a tail takes the vintage of the history that it agrees with
create or replace temp table staged_accepted as
select staged.* replace (
        if(staged.whole, staged.vintage, coalesce(held.vintage, staged.vintage)) as vintage),
    held.known, held.differing
from staged_symbol as staged
left join staged_compared as held on held.symbol = staged.symbol
where staged.whole
    or not exists (from staged_drift as drift where drift.symbol = staged.symbol);
