-- Prices of a case, for its figures, its claims and its study (marketlink/pipeline).
--
-- Relations:
-- input_event: one event of a case
--     columns: event_id, symbol, date, instant, group, exchange, benchmark
--     made by: input_event
--     read by: bucket.sql, inputs.sql, spark.sql, study.sql
-- input_price: one usable price of one symbol and session
--     columns: symbol, session, total, ret, volume, exchange
--     made by: input_price, copied_input_price
--     read by: bucket.sql, checks.sql, inputs.sql, study.sql,
--         marketlink/pipeline/stored_prices.py, marketlink/study/files.py,
--         marketlink/study/factors.py
-- input_ended: one symbol that is known to have ended
--     columns: symbol, session
--     made by: input_ended, copied_input_ended
--     read by: marketlink/pipeline/stored_prices.py, marketlink/study/inputs.py

-- step: bars
-- grain: one session with a price of one symbol, between two sessions
-- units: split-adjusted prices in the listing's currency; returns simple, decimal
-- reference: overnight = open / previous close - 1, intraday = close / open - 1
with priced as (
    select price.session, price.close, price.close / bar.close as scale,
        bar.open, bar.high, bar.low, bar.volume,
        lag(price.close) over (order by price.session) as previous
    from price
    join bar using (symbol, session)
    where price.symbol = $symbol
)
select session, close,
    if(open > 0, open * scale, null) as open,
    if(high > 0, high * scale, null) as high,
    if(low > 0, low * scale, null) as low,
    volume,
    if(open > 0, open * scale / previous - 1, null) as overnight,
    if(open > 0, close / (open * scale) - 1, null) as intraday
from priced
where session between $first and $last
order by session;

-- step: closes
-- grain: one session with a price of one symbol
-- units: close adjusted for splits, in the listing's currency; low and high on the same basis
-- reference: the parameter is the symbol
select price.session, price.close,
    bar.low * price.close / bar.close, bar.high * price.close / bar.close
from price
join bar using (symbol, session)
where price.symbol = ?
order by price.session;

-- step: splits
-- grain: one split of one symbol
-- units: new shares per old share, from its first session on
-- reference: the parameter is the symbol
select session, value from action where symbol = ? and kind = 'split' order by session;

-- step: dividends
-- grain: one dividend in cash of one symbol
-- units: money a share as paid, on its ex-date
-- reference: the parameter is the symbol
select session, value from action where symbol = ? and kind = 'dividend' order by session;

-- step: basis
-- grain: one basis of one symbol
-- units: basis = what the symbol's closes are adjusted for
-- reference: the parameter is the symbol
select distinct basis from symbol where symbol = ?;

-- step: input_event
-- units: date is day 0, a session of the stock's own exchange
-- reference: the relation that the study engine reads
create or replace temp table input_event (
    event_id varchar, symbol varchar, date date, instant timestamptz, "group" varchar,
    exchange varchar, benchmark varchar
);

-- step: input_price
-- units: total-return level in the listing's currency
-- reference: the relation that the study engine reads; returns are taken from total
create or replace temp table input_price as
select price.symbol, price.session, price.total, null::double as ret, bar.volume, symbol.exchange
from price
join bar using (symbol, session)
join (select distinct symbol, exchange from symbol) as symbol using (symbol)
order by price.symbol, price.session;

-- step: input_ended
-- units: session is the last one under this symbol
-- reference: the relation that the study engine reads; the end is one that the store was given
create or replace temp table input_ended as
select symbol, max(valid_to) as session
from symbol
group by symbol
having not bool_or(valid_to is null);

-- step: copied_input_price
-- grain: one usable price of one symbol and session
-- units: as in input_price, whose rows these are
create or replace temp table input_price as
select symbol, session::date as session, total, null::double as ret, volume::double as volume,
    exchange
from copied;

-- step: copied_input_ended
-- grain: one symbol that is known to have ended
-- units: as in input_ended, whose rows these are
create or replace temp table input_ended as
select symbol::varchar as symbol, session::date as session from copied;
