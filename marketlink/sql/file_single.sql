-- grain: one row of a file, each key once
-- units: as in bar
-- reference: rows of one key hold the same prices
create or replace temp table file_row as
select * from file_row
qualify row_number() over (partition by symbol, series, session) = 1
order by symbol, series, session;
