-- grain: one input event that its reader found something wrong with
-- units: n counts the input's events from 0; problem is an outcome code
-- reference: none
select n, problem
from (select row_number() over () - 1 as n, problem from input_event)
where problem is not null;
