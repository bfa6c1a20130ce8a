-- grain: one input event, in input order (names are looked up without a join, which keeps it)
-- units: day from 1970-01-01, -32768 unknown; stated is the place of a benchmark, -1 none
-- reference: none
select coalesce(enum_code(try_cast(symbol as study_symbol_name))::integer, -1) as id,
    coalesce(enum_code(
        try_cast(coalesce(nullif("group", ''), 'all') as study_group_name)
    )::integer, 0) as member,
    coalesce((date::date - date '1970-01-01')::integer, -32768)::integer as day,
    (coalesce(list_position(getvariable('study_benchmarks')::varchar[], benchmark), 0) - 1)::integer
        as stated
from input_event;
