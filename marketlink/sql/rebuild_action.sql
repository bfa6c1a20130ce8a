-- grain: as in action, from the last recorded file of the table
-- units: as in action; parameter: file
-- reference: docs/store.md
insert into action by name select * from read_parquet(?);
