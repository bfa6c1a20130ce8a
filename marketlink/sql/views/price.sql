-- grain: one usable price of one symbol and session; dropped bars, halts and prices <= 0 are out
-- units: close split-adjusted, in the listing's currency; total = level with dividends reinvested
-- reference: CRSP total return (P(t) + D(t)) / P(t-1) - 1: reinvested at the close of the ex-date.
-- Spans of few splits and dividends are joined, and flags taken out by an anti join, so that bars
-- need not be sorted and one symbol is read alone. The span of nobody: where no dividend is held,
-- DuckDB 2.0.0 waits for ever for an empty side of that join under "limit"
create or replace view price as
with later_split as (
    select symbol, session as until,
        lag(session, 1, date '0001-01-01') over (partition by symbol order by session) as since,
        product(value) over (partition by symbol order by session desc) as ratio
    from (
        select symbol, session, product(value) as value
        from action where kind = 'split' and value > 0 group by all
    )
),
usable as (
    select bar.symbol, bar.session, symbol.basis, symbol.total_from, bar.adj_close,
        case symbol.basis
            when 'total' then coalesce(bar.close, bar.adj_close)
            when 'raw' then bar.close / coalesce(later_split.ratio, 1)
            else bar.close end as close
    from bar
    join symbol on symbol.symbol = bar.symbol
        and (symbol.valid_from is null or bar.session >= symbol.valid_from)
        and (symbol.valid_to is null or bar.session <= symbol.valid_to)
    left join later_split
        on later_split.symbol = bar.symbol and bar.session >= later_split.since
        and bar.session < later_split.until
    anti join (from flag where policy in ('drop', 'skip')) as gone
        on gone.symbol = bar.symbol and gone.session = bar.session
    where coalesce(bar.close, if(symbol.basis = 'total', bar.adj_close, null)) > 0
        and isfinite(coalesce(bar.close, bar.adj_close))
        and (symbol.total_from = 'actions' or (bar.adj_close > 0 and isfinite(bar.adj_close)))
),
paid as (
    select cash.symbol, cash.session, cash.value / coalesce(later_split.ratio, 1) as value
    from (
        select symbol, session, sum(value) as value
        from action where kind = 'dividend' and value > 0 group by all
    ) as cash
    left join later_split
        on later_split.symbol = cash.symbol and cash.session >= later_split.since
        and cash.session < later_split.until
),
reinvested as (
    select symbol, session as since,
        lead(session, 1, date '9999-12-31') over (partition by symbol order by session) as until,
        product(growth) over (partition by symbol order by session) as shares
    from (
        select paid.symbol, usable.session, product(1 + paid.value / usable.close) as growth
        from paid
        asof join usable on usable.symbol = paid.symbol and paid.session <= usable.session
        where usable.basis <> 'total'
        group by all
    )
)
select usable.symbol, usable.session, usable.close,
    if(usable.total_from = 'adj_close', usable.adj_close,
        usable.close * coalesce(reinvested.shares, 1)) as total
from usable
left join (
    from reinvested union all select '', date '0001-01-01', date '0001-01-01', 1.0
) as reinvested
    on reinvested.symbol = usable.symbol and usable.session >= reinvested.since
    and usable.session < reinvested.until;
