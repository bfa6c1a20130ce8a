-- grain: one merge
-- units: held bars of another value; written bars that replace a held one; whether tails change any
-- reference: then whether any held symbol is replaced whole, and whether any is new
select coalesce(sum(differing), 0)::bigint,
    coalesce(sum(if(whole, known, differing)), 0)::bigint,
    coalesce(bool_or(differing > 0 and not whole), false),
    coalesce(bool_or(whole and held), false),
    coalesce(bool_or(not held), false)
from staged_accepted;
