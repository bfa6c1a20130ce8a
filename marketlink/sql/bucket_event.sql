-- grain: one event of a bucket, in the order of the whole input
-- units: as in study_read_events
-- reference: none
create or replace temp table input_event as
select event_id, symbol, date, instant, "group", exchange, benchmark, problem
from bucket_event order by place;
