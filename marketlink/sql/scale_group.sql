-- grain: one group of the events
-- units: id counts groups in alphabetical order
-- reference: none
create or replace temp table scale_group as
select name, (row_number() over (order by name) - 1)::integer as id
from (select distinct coalesce("group", 'all') as name from input_event);
