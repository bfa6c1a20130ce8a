-- grain: as in symbol, from the last recorded file of the table
-- units: as in symbol; parameter: file
-- reference: docs/store.md
insert into symbol by name select * from read_parquet(?);
