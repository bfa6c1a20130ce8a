-- grain: one symbol, exchange and benchmark that events name, or one symbol and exchange with usable prices
-- units: raw is the symbol as the events have it; the first day and a price stand for all
-- reference: study_code_lost matches the codes of both
create or replace temp table input_event as
select null::varchar as event_id, symbol, symbol as raw, null::date as date,
    null::timestamptz as instant, null::varchar as "group", exchange, benchmark,
    null::varchar as problem, n
from spark_named;
insert into study_typed by name
select symbol, first as date, 1.0 as close, volume, exchange from spark_priced where n > 0;
