-- grain: one row of a file, each day of a key once
-- units: as in file_row
-- reference: rows of one key and day hold the same prices
create or replace temp table file_row as
select * from file_row
qualify row_number() over (partition by key, session) = 1
order by key, session;
