-- grain: one input event, in input order (names are looked up without a join, which keeps it)
-- units: day from 1970-01-01, -32768 unknown
-- reference: none
select coalesce(enum_code(try_cast(symbol as scale_symbol_name))::integer, -1) as id,
    coalesce(enum_code(try_cast(coalesce("group", 'all') as scale_group_name))::integer, 0)
        as member,
    coalesce((date - date '1970-01-01')::integer, -32768)::integer as day
from input_event;
