-- grain: as in article, from the last recorded file of the table
-- units: as in article; parameter: file
-- reference: docs/store.md
insert into article by name select * from read_parquet(?);
