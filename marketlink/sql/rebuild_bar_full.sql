-- grain: one bar, from a single whole batch
-- units: as in bar; parameter: list of one file
-- reference: docs/store.md
insert into bar by name select * exclude (whole) from read_parquet(?);
