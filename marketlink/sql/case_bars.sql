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
