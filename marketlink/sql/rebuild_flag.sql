-- grain: as in flag, from the last recorded file of the table
-- units: as in flag; parameter: file
-- reference: docs/store.md
insert into flag by name select * from read_parquet(?);
