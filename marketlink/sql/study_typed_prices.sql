-- grain: study_line: one symbol and exchange as the files spell them; input_price: one dated line
-- units: total is what returns are taken from (adj_close where a symbol has it, else close); plain
--     is the symbol as it is read; raw and bare count closes without an adjusted close, or return
-- reference: where a file has ret, it is used as it stands
create or replace temp table study_line as
with line as (
    select symbol, exchange, count(adj_close) filter (not isnan(adj_close)) as adjusted,
        count(ret) filter (not isnan(ret)) as returned,
        count(close) filter (not isnan(close) and isnan(coalesce(adj_close, 'nan'))) as raw,
        count(close) filter (not isnan(close) and isnan(coalesce(ret, 'nan'))) as bare
    from study_typed group by all
),
named as (select *, study_code(symbol) as plain, study_label(exchange) as home from line)
select symbol, exchange, plain, home, raw, bare,
    sum(adjusted) over one > 0 as has_adjusted, sum(returned) over one > 0 as has_returned
from named
window one as (partition by plain);
create or replace temp view input_price as
select l.plain as symbol, t.date as session,
    if(l.has_returned, null,
        nullif(if(l.has_adjusted, t.adj_close, t.close), 'nan'::double)) as total,
    nullif(t.ret, 'nan'::double) as ret, nullif(t.volume, 'nan'::double) as volume,
    l.home as exchange
from study_typed t
join study_line l on l.symbol = t.symbol and l.exchange is not distinct from t.exchange
where l.plain is not null and t.date is not null;
