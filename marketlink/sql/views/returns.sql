-- grain: one return of one symbol, to a session from the one before that has a price
-- units: simple and decimal; ret with dividends, price_ret without; spans in sessions, 2 = one missing
-- reference: CRSP total return (P(t) + D(t)) / P(t-1) - 1; spans is empty where no calendar is stored
create or replace view returns as
with placed as (
    select symbol, session,
        lag(session) over place as since,
        close / lag(close) over place - 1 as price_ret,
        total / lag(total) over place - 1 as ret
    from price
    window place as (partition by symbol order by session)
),
listed as (
    select symbol, any_value(exchange) as exchange from symbol group by symbol
)
select placed.symbol, placed.session, placed.since, today.idx - before.idx as spans,
    placed.price_ret, placed.ret
from placed
join listed on listed.symbol = placed.symbol
left join session as today
    on today.exchange = listed.exchange and today.session = placed.session
left join session as before
    on before.exchange = listed.exchange and before.session = placed.since
where placed.since is not null;
