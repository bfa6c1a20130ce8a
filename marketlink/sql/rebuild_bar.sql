-- grain: one bar, from every recorded batch: the last batch that wrote it wins
-- units: as in bar; parameter: list of files, oldest first
-- reference: a batch with whole = true replaces every earlier bar of its symbol
insert into bar by name
with logged as (
    select * exclude (filename), regexp_extract(filename, '(\d+)[^\d]*$', 1)::integer as batch
    from read_parquet(?, filename = true, union_by_name = true)
),
replaced as (
    select symbol, max(batch) as batch from logged where whole group by symbol
)
select logged.* exclude (batch, whole)
from logged left join replaced on replaced.symbol = logged.symbol
where logged.batch >= coalesce(replaced.batch, 0)
qualify row_number() over (partition by logged.symbol, logged.session order by logged.batch desc) = 1;
