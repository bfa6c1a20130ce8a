-- grain: one symbol, exchange and benchmark that the events name
-- units: counts of events
-- reference: none
create or replace temp table study_input as
select symbol, exchange, benchmark, count(*) as events
from input_event where symbol is not null group by all;
