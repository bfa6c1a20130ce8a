-- grain: one bar that something may be wrong with, beside its neighbours in its series
-- units: as in bar; idx counts sessions of the exchange, empty where the calendar has none
-- reference: check_bar is in the order of symbol, series, session: the windows stream over it, and
-- only what looks odd by itself (a gap that is no plain weekend, a day closed somewhere) is joined
create or replace temp table check_point as
with place as (
    select distinct exchange from check_listing
),
closed as (
    select day.session from (select distinct session from check_bar) as day cross join place
    anti join session
        on session.exchange = place.exchange and session.session = day.session
),
neighbour as (
    select *, coalesce(close, adj_close) as level,
        lag(symbol) over () as before_symbol, lag(series) over () as before_series,
        lag(session) over () as before_session, lag(close) over () as before_close,
        lag(adj_close) over () as before_adj
    from check_bar
),
odd as (
    select * from neighbour
    where level is null or level <= 0 or adj_close <= 0 or volume = 0
        or (open = 0 and high = 0 and low = 0)
        or (session - before_session > 1 and not (
            session - before_session = 3 and dayofweek(session) = 1
            and not (select exists (
                from session semi join place using (exchange) where dayofweek(session) in (0, 6)))))
        or level / nullif(coalesce(before_close, before_adj), 0) not between 0.7 and 1.4
        or close > high * 1.0001 or close < low * 0.9999
        or session in (select session from closed)
),
beside as (
    select * exclude (before_symbol, before_series, before_session, before_close, before_adj),
        if(same, before_session, null) as old_session, if(same, before_close, null) as old_close,
        if(same, before_adj, null) as old_adj
    from (
        select *, before_symbol = symbol and before_series = series as same from odd
    )
)
select beside.*, coalesce(old_close, old_adj) as old_level,
    listing.exchange, listing.kind, listing.basis, listing.total_from,
    today.idx as idx, yesterday.idx as old_idx,
    beside.session between span.first and span.last as covered
from beside
join check_listing as listing on listing.symbol = beside.symbol
left join check_span as span on span.exchange = listing.exchange
left join session as today
    on today.exchange = listing.exchange and today.session = beside.session
left join session as yesterday
    on yesterday.exchange = listing.exchange and yesterday.session = beside.old_session
where beside.level is null or beside.level <= 0 or beside.adj_close <= 0
    or (beside.open = 0 and beside.high = 0 and beside.low = 0)
    or today.idx is null or today.idx - yesterday.idx > 1
    or (beside.volume = 0 and beside.level = coalesce(old_close, old_adj))
    or (beside.volume = 0 and beside.level <> coalesce(old_close, old_adj))
    or beside.level / nullif(coalesce(old_close, old_adj), 0) not between 0.7 and 1.4
    or beside.close > beside.high * 1.0001 or beside.close < beside.low * 0.9999;
