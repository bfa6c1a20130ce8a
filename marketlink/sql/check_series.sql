-- grain: one series of one symbol
-- units: counts of bars; share is of all bars of the series
-- reference: none
create or replace temp table check_series as
select named.symbol, named.series, counted.*
from (
    select key, count(*) as bars, min(session) as first, max(session) as last,
        count(close) as closes, count(volume) as volumes,
        count(*) filter (open = close) as open_is_close,
        count(*) filter (adj_close = close) as adj_is_close, count(adj_close) as adjusted
    from check_bar group by key
) as counted
join check_key as named on named.key = counted.key;
