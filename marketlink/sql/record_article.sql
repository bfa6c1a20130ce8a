-- grain: one stored article that no recorded batch holds yet
-- units: as in article; parameters: file to write, list of recorded files
-- reference: docs/store.md
copy (select article.* from article anti join read_parquet($2) as held using (digest))
to $1 (format parquet);
