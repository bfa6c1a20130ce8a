-- A study cut into buckets by Spark (marketlink/spark/inputs.py).
--
-- Relations:
-- input_event: one symbol, exchange and benchmark that events name, or one symbol and exchange with usable prices
--     columns: event_id, symbol, raw, date, instant, group, exchange, benchmark, problem, n
--     made by: summary
--     read by: event_codes, bucket.sql, inputs.sql, study.sql

-- step: summary
-- units: raw is the symbol as the events have it; the first day and a price stand for all
-- reference: inputs.lost_codes matches the codes of both
create or replace temp table input_event as
select null::varchar as event_id, symbol, symbol as raw, null::date as date,
    null::timestamptz as instant, null::varchar as "group", exchange, benchmark,
    null::varchar as problem, n
from spark_named;
insert into study_read by name
select symbol, first as date, 1.0 as close, volume, exchange from spark_priced where n > 0;

-- step: line_faults
-- grain: one row for a table of prices
-- units: counts of lines, as in inputs.faults; numbers are typed
select coalesce(sum(lines), 0)::bigint as lines,
    coalesce(sum(lines) filter (study_label(symbol) is null), 0)::bigint as without_symbol,
    coalesce(sum(without_day), 0)::bigint as without_day, 0 as not_numbers,
    coalesce(sum(returns), 0)::bigint as returns, coalesce(sum(numbers), 0)::bigint as numbers
from spark_priced;

-- step: first_days
-- grain: one study
-- units: days; the first with a price, and the first of the calendar of New York
select (select min(first) from study_priced) as priced,
    (select min(session) from session where exchange = 'XNYS') as calendar;

-- step: counts
-- grain: one study
-- units: events, and prices of the symbols that events name
select (select sum(n)::bigint from spark_named) as events, (
    select coalesce(sum(p.n), 0)::bigint
    from spark_priced p
    join study_line l on l.symbol = p.symbol and l.exchange is not distinct from p.exchange
    where l.plain in (select symbol from study_input)
) as prices;

-- step: event_codes
-- grain: one symbol as the events have it
-- units: symbol is the code it is read as
select distinct e.raw, e.symbol, b.bucket::bigint as bucket
from input_event e left join study_bucket b on b.symbol = e.symbol
where e.raw is not null;

-- step: price_codes
-- grain: one symbol as the prices have it
-- units: symbol is the code it is read as
select distinct l.symbol as raw, l.plain as symbol, b.bucket::bigint as bucket
from study_line l left join study_bucket b on b.symbol = l.plain
where l.plain is not null;
