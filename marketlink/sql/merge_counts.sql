-- grain: one merge
-- units: bars inserted, bars changed
-- reference: none
select count(*) filter (not known) + (
        select count(*) from staged_bar anti join symbol using (symbol)
    ),
    count(*) filter (differs)
from staged_match as staged
where whole or not exists (from staged_drift as drift where drift.symbol = staged.symbol);
