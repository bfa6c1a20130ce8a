-- grain: one of the first events that share something
-- units: the variable study_first holds their places in the input, from 0
-- reference: none
select n, event_id
from (select row_number() over () - 1 as n, event_id from input_event)
where list_contains(getvariable('study_first')::bigint[], n);
