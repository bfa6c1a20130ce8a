-- grain: one symbol with lines whose close is not used
-- units: n counts them, first is their first day; kind is what the symbol has on other days
-- reference: a close before the first return is where that return begins, and misses nothing
with line as (
    select study_code(symbol) as symbol, date, close, nullif(adj_close, 'nan'::double) as adj_close,
        nullif(ret, 'nan'::double) as ret
    from study_typed
),
has as (
    select symbol, min(date) filter (ret is not null) as returned,
        count(adj_close) > 0 as adjusted
    from line where date is not null and symbol is not null
    group by symbol
)
select l.symbol, if(has.returned is null, 'adj_close', 'ret') as kind, count(*) as n,
    min(l.date) as first
from line l join has on has.symbol = l.symbol
where not isnan(l.close)
    and (has.returned is null and has.adjusted and l.adj_close is null
        or has.returned < l.date and l.ret is null)
group by all
order by kind, l.symbol;
