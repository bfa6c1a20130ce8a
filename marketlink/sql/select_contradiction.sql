-- grain: one day on which real bars contradict the calendar of an exchange
-- units: kind 'traded' = bars with volume and a move on a closed day; 'silent' = session without a bar
-- reference: silent needs two symbols that trade on both sides; docs/refresh.md, Calendars
with span as (
    select exchange, min(session) as first, max(session) as last from session group by exchange
),
placed as (
    select symbol.exchange, bar.symbol, bar.session, bar.volume > 0 as traded,
        bar.close <> lag(bar.close) over (partition by bar.symbol order by bar.session) as moved
    from bar join symbol using (symbol)
),
held as (
    select exchange, symbol, min(session) as first, max(session) as last
    from placed group by all
),
traded as (
    select placed.exchange, placed.session, count(*) as symbols
    from placed join span using (exchange)
    anti join session
        on session.exchange = placed.exchange and session.session = placed.session
    where placed.traded and placed.moved
        and placed.session between span.first and span.last
    group by all
),
silent as (
    select session.exchange, session.session, count(*) as symbols
    from session join held
        on held.exchange = session.exchange
        and session.session > held.first and session.session < held.last
    anti join placed
        on placed.exchange = session.exchange and placed.session = session.session
    group by all
    having count(*) > 1
)
select exchange, session, 'traded' as kind, symbols from traded
union all select exchange, session, 'silent', symbols from silent
order by exchange, session;
