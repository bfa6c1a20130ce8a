-- grain: one merge
-- units: held bars of another value; written bars that replace a held one; whether tails change any
-- reference: then whether any held symbol is replaced whole, and whether any is new
select coalesce(sum(staged.differing), 0)::bigint,
    coalesce(sum(if(staged.whole, staged.known, staged.differing)), 0)::bigint,
    coalesce(bool_or(staged.differing > 0 and not staged.whole), false),
    coalesce(bool_or(staged.whole and fresh.symbol is null), false),
    coalesce(bool_or(fresh.symbol is not null), false)
from staged_accepted as staged left join fresh_symbol as fresh on fresh.symbol = staged.symbol;
