-- grain: as in feed, from the last recorded file of the table
-- units: as in feed; parameter: file
-- reference: docs/store.md
insert into feed by name select * from read_parquet(?);
