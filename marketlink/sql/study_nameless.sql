-- grain: one input event that names no symbol
-- units: n counts the input's events from 0
-- reference: none
select n
from (select row_number() over () - 1 as n, symbol from input_event)
where coalesce(symbol, '') = '';
