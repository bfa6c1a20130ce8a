-- grain: one bar of the store
-- units: as in bar; parameter: file
-- reference: docs/store.md
copy (select *, true as whole from bar) to ? (format parquet);
