-- grain: as in event, from the last recorded file of the table
-- units: as in event; parameter: file
-- reference: docs/store.md
insert into event by name select * from read_parquet(?);
