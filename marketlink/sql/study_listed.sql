-- grain: one symbol with prices that the events, their benchmarks or factors name; one group
-- units: id counts symbols, or groups, in alphabetical order; study_groups names all groups
-- reference: none
create or replace temp table study_listed as
select symbol, (row_number() over (order by symbol) - 1)::integer as id
from study_needed;
create or replace temp table study_group as
select name, (row_number() over (order by name) - 1)::integer as id
from (select unnest(getvariable('study_groups')::varchar[]) as name);
drop type if exists study_symbol_name;
drop type if exists study_group_name;
create temp type study_symbol_name as enum (select symbol from study_listed order by id);
create temp type study_group_name as enum (select name from study_group order by id);
