-- grain: one line of an earlier price file for which a later one has the same columns
-- units: none
-- reference: none
delete from study_every earlier using study_typed later
where study_code(earlier.symbol) = study_code(later.symbol) and earlier.date = later.date
    and (earlier.close is null or later.close is not null)
    and (earlier.adj_close is null or later.adj_close is not null)
    and (earlier.ret is null or later.ret is not null)
    and (earlier.volume is null or later.volume is not null);
