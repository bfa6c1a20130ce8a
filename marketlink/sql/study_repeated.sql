-- grain: one input event that has the id of an earlier one
-- units: n counts the input's events from 0
-- reference: none
select n
from (select row_number() over () - 1 as n, event_id from input_event)
qualify row_number() over (partition by event_id order by n) > 1;
