-- grain: as in price_revision, from the last recorded file of the table
-- units: as in price_revision; parameter: file
-- reference: docs/store.md
insert into price_revision by name select * from read_parquet(?);
