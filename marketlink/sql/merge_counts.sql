-- grain: one merge
-- units: held bars of another value; written bars that replace a held one; whether tails change any
-- reference: none
select coalesce(sum(differing), 0)::bigint,
    coalesce(sum(if(whole, known, differing)), 0)::bigint,
    coalesce(bool_or(differing > 0 and not whole), false),
    coalesce(bool_or(known is not null and whole), false), exists (from fresh_symbol)
from staged_accepted;
