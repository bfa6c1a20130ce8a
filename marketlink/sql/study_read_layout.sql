-- grain: one price or return of a file that has another layout than one line a symbol and day
-- units: total is what returns are taken from, the adjusted close where there is one
-- reference: relation file_row is what marketlink.prices.reading makes of the file
alter table file_row add column if not exists close double;
alter table file_row add column if not exists adj_close double;
alter table file_row add column if not exists ret double;
alter table file_row add column if not exists volume double;
create or replace temp table input_price as
with named as (
    select file_key.symbol, file_row.* from file_row join file_key using (key)
),
adjusted as (select symbol from named where adj_close is not null group by symbol),
returned as (select symbol from named where ret is not null group by symbol)
select f.symbol, f.session,
    if(r.symbol is not null, null, if(a.symbol is not null, f.adj_close, f.close)) as total,
    f.ret, f.volume, null::varchar as exchange
from named f
left join adjusted a on a.symbol = f.symbol
left join returned r on r.symbol = f.symbol
where f.session is not null and coalesce(f.adj_close, f.close, f.ret) is not null;
