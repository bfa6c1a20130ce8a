-- grain: one row of a file, in the order of key and session
-- units: as in file_row
-- reference: none
create or replace temp table file_row as
select * from file_row order by key, session;
