-- grain: one bar that the running transaction wrote; whole = its symbol was replaced
-- units: as in bar; parameter: file
-- reference: docs/store.md
copy (select * from recorded_bar) to ? (format parquet);
