-- grain: one of some sessions of a stock and another stock that moved with it, nearest first
-- units: ret and beyond (the market) simple and decimal; r over the year before the session
-- reference: marketlink/explain/parts.py; parameters: symbol, sessions, largest p, shared sessions,
--     least correlation, how many a session
with own as (
    select session, ret - market_part as beyond from move
    where symbol = ? and market_part is not null
),
asked as (
    select session as day, beyond from own where list_contains(?::date[], session)
),
moved as (
    select asked.day, move.symbol, move.ret, move.ret - move.market_part as beyond, move.p
    from asked join move on move.session = asked.day
    where move.p <= ? and sign(move.ret - move.market_part) = sign(asked.beyond)
),
near as (
    select moved.*, shared.r
    from moved
    join (
        select moved.day, moved.symbol, count(*) as n,
            corr(past.ret - past.market_part, own.beyond order by own.session) as r
        from moved
        join move as past on past.symbol = moved.symbol
            and past.session between moved.day - interval 1 year and moved.day - interval 1 day
        join own on own.session = past.session
        where past.market_part is not null
        group by all
    ) as shared on shared.day = moved.day and shared.symbol = moved.symbol
    where shared.n >= ? and shared.r between ? and 0.9999
)
select day, symbol, ret, beyond, p, r from near
qualify row_number() over (partition by day order by r desc, symbol) <= ?
order by day, r desc, symbol;
