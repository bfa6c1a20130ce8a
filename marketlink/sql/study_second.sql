-- grain: one input event, in input order
-- units: second from 1970-01-01 UTC, null without a clock
-- reference: none
select epoch(instant::timestamptz) as second from input_event;
