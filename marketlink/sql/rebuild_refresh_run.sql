-- grain: as in refresh_run, from the last recorded file of the table
-- units: as in refresh_run; parameter: file
-- reference: docs/store.md
insert into refresh_run by name select * from read_parquet(?);
