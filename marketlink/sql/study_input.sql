-- grain: one input event, in input order
-- units: date is a day of the event's exchange, instant an instant (UTC)
-- reference: none
create or replace temp table study_input as
select row_number() over () as n, event_id::varchar as event_id,
    symbol::varchar as symbol, date::date as date,
    instant::timestamptz as instant, "group"::varchar as group_name,
    exchange::varchar as exchange, benchmark::varchar as benchmark, null::varchar as problem
from input_event;
