-- grain: one symbol of the events in study_lost
-- units: none
-- reference: none
select distinct e.symbol
from (select row_number() over () - 1 as n, symbol from input_event) e
semi join study_lost l on l.n = e.n
order by e.symbol;
