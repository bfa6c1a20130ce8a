-- grain: one row over all input events
-- units: how many have a clock
-- reference: none
select count(instant) as clocks from input_event;
