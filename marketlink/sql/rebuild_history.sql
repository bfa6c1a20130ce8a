-- grain: as in history, from the last recorded file of the table
-- units: as in history; parameter: file
-- reference: docs/store.md
insert into history by name select * from read_parquet(?);
