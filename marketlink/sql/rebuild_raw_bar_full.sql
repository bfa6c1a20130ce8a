-- grain: one bar, from a single whole batch
-- units: as in raw_bar; parameter: list of one file
-- reference: docs/store.md
insert into raw_bar by name from read_parquet(?);
