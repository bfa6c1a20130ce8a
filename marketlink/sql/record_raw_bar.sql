-- grain: one bar that the running transaction wrote
-- units: as in raw_bar; parameter: file
-- reference: docs/store.md
copy (from recorded_bar) to ? (format parquet);
