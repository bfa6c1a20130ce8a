-- grain: as in session, from the last recorded file of the table
-- units: as in session; parameter: file
-- reference: docs/store.md
insert into session by name select * from read_parquet(?);
