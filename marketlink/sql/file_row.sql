-- grain: one row of a file; its key tells symbol and series in file_key
-- units: as written
-- reference: none
create or replace temp table file_row as
select enum_code(pair::file_pair)::integer as key, * exclude (pair) from file_cell;
create or replace temp table file_key as
select min(code) as key, symbol, series from file_name group by symbol, series;
drop type file_pair;
