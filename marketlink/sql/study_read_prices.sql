-- grain: one line of a prices file with a price or a return
-- units: total is what returns are taken from (adj_close where a symbol has it, else close)
-- reference: where a file has ret, it is used as it stands
create or replace temp table input_price as
with texts as (
    select study_code(symbol) as symbol, study_blank(date) as day,
        study_blank(close) as close, study_blank(adj_close) as adj_close,
        study_blank(ret) as ret, study_blank(volume) as volume,
        study_label(exchange) as exchange
    from study_file
),
adjusted as (select symbol from texts where adj_close is not null group by symbol),
returned as (select symbol from texts where ret is not null group by symbol)
select t.symbol, study_bar_day(t.day) as session,
    if(r.symbol is not null, null,
        try_cast(if(a.symbol is not null, t.adj_close, t.close) as double)) as total,
    try_cast(t.ret as double) as ret, try_cast(t.volume as double) as volume, t.exchange
from texts t
left join adjusted a on a.symbol = t.symbol
left join returned r on r.symbol = t.symbol
where t.symbol is not null and study_bar_day(t.day) is not null;
