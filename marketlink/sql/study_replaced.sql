-- grain: one line of an earlier price file for which a later one has the same columns
-- units: none
-- reference: none; codes are made before they are joined, or days alone would be
delete from study_every where rowid in (
    with later as materialized (
        select study_code(symbol) as code, date, close, adj_close, ret, volume from study_typed
    ),
    earlier as materialized (
        select rowid as line, study_code(symbol) as code, date, close, adj_close, ret, volume
        from study_every
    )
    select earlier.line
    from later
    join earlier on earlier.code = later.code and earlier.date = later.date
    where (earlier.close is null or later.close is not null)
        and (earlier.adj_close is null or later.adj_close is not null)
        and (earlier.ret is null or later.ret is not null)
        and (earlier.volume is null or later.volume is not null)
);
