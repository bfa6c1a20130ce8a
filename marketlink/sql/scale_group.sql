-- grain: one group of the events
-- units: id counts groups in alphabetical order
-- reference: none
create or replace temp table scale_group as
select name, (row_number() over (order by name) - 1)::integer as id
from (select distinct coalesce("group", 'all') as name from input_event);
drop type if exists scale_symbol_name;
drop type if exists scale_group_name;
create temp type scale_symbol_name as enum (select symbol from scale_symbol order by id);
create temp type scale_group_name as enum (select name from scale_group order by id);
