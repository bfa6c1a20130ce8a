-- grain: one bar, from every recorded batch: the last batch that wrote it wins
-- units: as in raw_bar; parameter: list of files, oldest first
-- reference: bars of a replaced history belong to none that is held
insert into raw_bar by name
with logged as (
    select * exclude (filename), regexp_extract(filename, '(\d+)[^\d]*$', 1)::integer as batch
    from read_parquet(?, filename = true, union_by_name = true)
)
select logged.* exclude (batch)
from logged semi join history on history.id = logged.history
qualify row_number() over (partition by logged.history, logged.session order by logged.batch desc) = 1;
