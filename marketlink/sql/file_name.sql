-- grain: one pair of symbol and series as a file writes them
-- units: symbol and series are what the pair stands for, completed by marketlink.prices.keys
-- reference: casting to the type numbers the rows in their order, which a join would lose
create temp type file_pair as enum (select distinct pair from file_cell order by pair);
create or replace temp table file_name as
select (row_number() over () - 1)::integer as code,
    split_part(pair, chr(31), 1) as symbol, split_part(pair, chr(31), 2) as series
from (select unnest(enum_range(null::file_pair))::varchar as pair);
