-- grain: one row of a file, in the order of symbol, series, session
-- units: as in bar
-- reference: none
create or replace temp table file_row as
select * from file_row order by symbol, series, session;
