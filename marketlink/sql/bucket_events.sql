-- grain: one input event with its place, from 0, and the bucket of its symbol
-- units: as in study_read_events
-- reference: study_bucket says where each symbol goes; an event without one goes to the first. A later
--     event of an id is told from the first here, as the two may be in different buckets
with numbered as (select row_number() over () - 1 as place, * from input_event),
filled as (from numbered union all by name select null::varchar as problem where false),
told as (
    select * replace (coalesce(problem,
        if(row_number() over (partition by event_id order by place) > 1, 'duplicate_id', null))
        as problem)
    from filled
)
select place, event_id::varchar as event_id, t.symbol::varchar as symbol, date::date as date,
    instant::timestamptz as instant, "group"::varchar as "group", exchange::varchar as exchange,
    benchmark::varchar as benchmark, problem, coalesce(bucket, 0) as bucket
from told t left join study_bucket b on b.symbol = t.symbol;
