-- grain: one bar that something may be wrong with, beside its neighbours in its series
-- units: as in bar; idx counts sessions of the exchange, empty where the calendar has none
-- reference: check_bar is in the order of key and session: the windows stream over it, and only
-- what looks odd by itself (a gap that is no plain weekend, a day closed somewhere) is joined
set variable check_weekends = (
    select exists (
        from session semi join check_listing using (exchange) where dayofweek(session) in (0, 6))
);
set variable check_closed = (
    select coalesce(list(day.session), []::date[])
    from (select distinct session from check_bar) as day
    cross join (select distinct exchange from check_listing) as place
    anti join session
        on session.exchange = place.exchange and session.session = day.session
);
create or replace temp table check_odd as
from (
    select *, lag(key) over () as before_key, lag(session) over () as before_session,
        lag(close) over () as before_close, lag(adj_close) over () as before_adj
    from check_bar
)
where (close is null and adj_close is null) or close <= 0 or adj_close <= 0 or volume = 0
    or (open = 0 and high = 0 and low = 0)
    or (session - before_session > 1 and (
        getvariable('check_weekends')
        or session - before_session <> 3 or dayofweek(session) <> 1))
    or close > 1.39 * before_close or close < 0.71 * before_close
    or adj_close > 1.39 * before_adj or adj_close < 0.71 * before_adj
    or (close is null and before_close is not null) or (close is not null and before_close is null)
    or close > high * 1.0001 or close < low * 0.9999
    or list_contains(getvariable('check_closed'), session);
create or replace temp table check_point as
with beside as (
    select * exclude (before_key, before_session, before_close, before_adj),
        coalesce(close, adj_close) as level,
        if(same, before_session, null) as old_session, if(same, before_close, null) as old_close,
        if(same, before_adj, null) as old_adj
    from (select *, before_key = key as same from check_odd)
)
select named.symbol, named.series, beside.* exclude (key),
    coalesce(old_close, old_adj) as old_level,
    listing.exchange, listing.kind, listing.basis, listing.total_from,
    today.idx as idx, yesterday.idx as old_idx,
    beside.session between span.first and span.last as covered
from beside
join check_key as named on named.key = beside.key
join check_listing as listing on listing.symbol = named.symbol
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
