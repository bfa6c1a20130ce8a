-- A study cut into buckets of symbols, and one bucket of it (marketlink/study/bucket.py).
--
-- Relations:
-- study_bucket: one symbol of the events
--     columns: symbol, bucket
--     made by: deal
--     read by: events, prices, spark.sql
-- input_event: one event of a bucket, in the order of the whole input
--     columns: event_id, symbol, date, instant, group, exchange, benchmark, problem
--     made by: event
--     read by: counts, events, inputs.sql, spark.sql, study.sql
-- input_factor: one factor of a file on one day
--     columns: session, name, value
--     made by: factor
--     read by: study.sql, marketlink/study/factors.py, marketlink/study/inputs.py
-- input_ended: one symbol that is known to have ended, and its last session
--     columns: symbol, session
--     made by: ended
--     read by: marketlink/pipeline/stored_prices.py, marketlink/study/inputs.py

-- step: counts
-- grain: one study
-- units: events, and prices of the symbols that events name
select (select count(*) from input_event) as events, (
    select count(*) from input_price
    where symbol in (select symbol from study_input) and (total is not null or ret is not null)
        and (getvariable('study_as_of') is null or session <= getvariable('study_as_of'))
) as prices;

-- step: deal
-- units: bucket counts from 0
create or replace temp table study_bucket as select symbol::varchar as symbol, bucket from dealt;

-- step: events
-- grain: one input event with its place, from 0, and the bucket of its symbol
-- units: as in inputs.events
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

-- step: prices
-- grain: one usable line of the prices, with the bucket of its symbol, null where it has no event
-- units: close is what returns are taken from
select p.symbol::varchar as symbol, session::date as date, total::double as close,
    null::double as adj_close, ret::double as ret, volume::double as volume,
    exchange::varchar as exchange, bucket
from input_price p left join study_bucket b on b.symbol = p.symbol
where p.symbol is not null and (total is not null or ret is not null);

-- step: event
-- units: as in inputs.events
create or replace temp table input_event as
select event_id, symbol, date, instant, "group", exchange, benchmark, problem
from bucket_event order by place;

-- step: price
-- grain: one line of the prices of a bucket, or of what stands as a benchmark or factor
-- units: as in study_typed
insert into study_read by name
select symbol, date, close, adj_close, ret, volume, exchange from bucket_price
union all by name
select symbol, date, close, adj_close, ret, volume, exchange from bucket_regressor;

-- step: factor
-- units: simple, decimal
create or replace temp table input_factor as select session, name, value from bucket_factor;

-- step: ended
-- units: days
create or replace temp table input_ended as select symbol, session from bucket_ended;
