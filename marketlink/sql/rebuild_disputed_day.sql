-- grain: as in disputed_day, from the last recorded file of the table
-- units: as in disputed_day; parameter: file
-- reference: docs/store.md
insert into disputed_day by name select * from read_parquet(?);
