-- grain: the bars of a record of schema version 4 or earlier, as its table: migrate_4_5 follows
-- units: as there; parameter: list of files, oldest first
-- reference: a batch with whole = true replaces every earlier bar of its symbol
drop view bar;
drop table raw_bar;
drop table history;
create table bar as
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
