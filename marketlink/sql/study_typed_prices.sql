-- grain: one line of a prices file with a price or a return
-- units: total is what returns are taken from (adj_close where a symbol has it, else close)
-- reference: where a file has ret, it is used as it stands
create or replace temp table input_price as
with code as (select symbol, study_code(symbol) as plain from study_typed group by symbol),
label as (select exchange, study_label(exchange) as plain from study_typed group by exchange),
adjusted as (
    select study_code(symbol) as symbol from study_typed
    where adj_close is not null and not isnan(adj_close) group by all
),
returned as (
    select study_code(symbol) as symbol from study_typed
    where ret is not null and not isnan(ret) group by all
)
select c.plain as symbol, t.date as session,
    if(r.symbol is not null, null,
        nullif(if(a.symbol is not null, t.adj_close, t.close), 'nan'::double)) as total,
    nullif(t.ret, 'nan'::double) as ret, nullif(t.volume, 'nan'::double) as volume,
    e.plain as exchange
from study_typed t
join code c on c.symbol = t.symbol
left join label e on e.exchange = t.exchange
left join adjusted a on a.symbol = c.plain
left join returned r on r.symbol = c.plain
where c.plain is not null and t.date is not null;
