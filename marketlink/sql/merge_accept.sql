-- grain: one staged symbol that is merged: whole, or a tail that agrees with what is held
-- units: as in symbol; history is the one that its bars are written to
-- reference: a tail joins the history that it agrees with, its vintage included
create or replace temp table staged_accepted as
select staged.*,
    if(staged.whole or held.history is null,
        staged.position + 1 + (select coalesce(max(id), 0) from history), held.history) as history,
    held.history is not null as held,
    compared.known, compared.differing
from staged_symbol as staged
left join held_symbol as held on held.position = staged.position
left join staged_compared as compared on compared.position = staged.position
where staged.whole
    or not exists (from staged_drift as drift where drift.symbol = staged.symbol);
