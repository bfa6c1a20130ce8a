-- The checks of prices (marketlink/prices/quality.py).
--
-- Relations:
-- check_bar: one price of what is checked, in the order of key and session
--     columns: key, session, open, high, low, close, adj_close, volume
--     made by: of_staged, of_store, of_study
--     read by: point, series, shifted_dates, volume, dividends, sources, unfinished,
--         bars_of_study, file.sql, marketlink/prices/files.py, marketlink/prices/normalise.py
-- check_key: one key of check_bar and the symbol and series it stands for
--     columns: key, symbol, series
--     made by: of_staged, of_store, of_study
--     read by: of_study, point, series, volume, dividends, sources, unfinished, file.sql,
--         marketlink/prices/files.py, marketlink/study/price_faults.py
-- check_listing: one symbol of what is checked
--     columns: symbol, exchange, currency, kind, name, basis, total_from, valid_from, valid_to
--     made by: of_staged, of_store, of_study, distrust
--     read by: point, copies, sources, relations, unfinished, file.sql
-- check_action: one known split or dividend
--     columns: symbol, session, kind, value
--     made by: of_staged, of_store, of_study
--     read by: dividends, copies
-- found_flag: one fault seen in one bar of one series
--     columns: symbol, series, session, fault, policy, detail
--     made by: start, shifted_dates, calendar, missing, values, volume, splits, dividends, copies,
--         sources, relations, unfinished
--     read by: sources, distrust, file.sql, marketlink/prices/importing.py,
--         marketlink/prices/quality.py
-- check_span: one exchange
--     columns: exchange, first, last
--     made by: span
--     read by: point
-- check_odd: one bar that looks odd by itself, beside the bar before it
--     columns: key, session, open, high, low, close, adj_close, volume, before_key,
--         before_session, before_close, before_adj
--     made by: point
--     read by: point
-- check_point: one bar that something may be wrong with, beside its neighbours
--     columns: symbol, series, session, open, high, low, close, adj_close, volume, same, level,
--         old_session, old_close, old_adj, old_level, exchange, kind, basis, total_from, idx,
--         old_idx, covered
--     made by: point, shifted_dates
--     read by: shifted_dates, calendar, missing, values
-- check_series: one series of one symbol
--     columns: symbol, series, key, bars, first, last, closes, volumes, open_is_close,
--         adj_is_close, adjusted
--     made by: series
--     read by: shifted_dates, copies, file.sql, marketlink/prices/importing.py
-- check_shifted: one series whose days are all one day early or late
--     columns: symbol, series, days
--     made by: shifted_dates
--     read by: shifted_dates
-- check_pair: one session on which two series of one symbol differ
--     columns: symbol, series, other, session, level, other_level, volume, other_volume, ratio,
--         alike, comparable, ret, other_ret, repeated, other_caught_up, is_last, kind,
--         other_ret_before
--     made by: sources
--     read by: sources, relations
-- check_usual: two series of one symbol, before their last bars
--     columns: symbol, series, other, ratio, apart, turnover
--     made by: sources
--     read by: sources
-- check_relation: one series of a symbol beside another series of it
--     columns: symbol, series, other, days, ratio, lowest, highest, apart, compared, together,
--         behind, alike, turnover
--     made by: relations
--     read by: relations

-- step: of_staged
-- grain: one staged bar, in the order of symbol and session, and what its key stands for
-- units: as in raw_bar
create or replace temp view check_bar as
select position as key, session, open, high, low, close, adj_close, volume from staged_bar;
create or replace temp view check_key as
select position as key, symbol, '' as series from staged_symbol;
create or replace temp view check_listing as select * from staged_symbol;
create or replace temp view check_action as
select symbol, session, kind, value from staged_action
union
select symbol, session, kind, value from action;

-- step: of_store
-- grain: one held bar, in the order of history and session, and what its key stands for
-- units: as in raw_bar
create or replace temp table check_bar as
select history as key, session, open, high, low, close, adj_close, volume
from raw_bar order by history, session;
create or replace temp view check_key as select id as key, symbol, '' as series from history;
create or replace temp view check_listing as select * from symbol;
create or replace temp view check_action as select symbol, session, kind, value from action;

-- step: of_study
-- grain: one price of a symbol in study_suspects, in the order of key and session
-- units: as in raw_bar
create or replace temp table check_key as
select row_number() over (order by symbol) as key, symbol, '' as series
from (select distinct symbol from study_symbol
    where not own and list_contains(getvariable('study_suspects')::varchar[], symbol));
create or replace temp table check_bar as
select k.key, p.session, null::double as open, null::double as high, null::double as low,
    max(p.total) as close, null::double as adj_close, max(p.volume)::double as volume
from input_price p join check_key k on k.symbol = p.symbol
where p.total is not null
    and (getvariable('study_as_of') is null or p.session <= getvariable('study_as_of'))
group by k.key, p.session
order by k.key, p.session;
create or replace temp table check_listing as
select k.key as position, k.symbol, s.code as exchange, null::varchar as currency, 'stock' as kind,
    null::varchar as name, 'unknown' as basis, null::varchar as total_from,
    null::date as valid_from, null::date as valid_to
from check_key k join study_symbol s on s.symbol = k.symbol;
create or replace temp table check_action (symbol varchar, session date, kind varchar, value double);

-- step: start
-- grain: one fault seen in one bar of one series, none yet
-- units: as in flag; series tells apart several sources of one symbol in one file
-- reference: docs/prices.md
create or replace temp table found_flag (
    symbol varchar, series varchar, session date, fault varchar, policy varchar, detail varchar
);

-- step: span
-- units: first and last session that the stored calendar covers
create or replace temp table check_span as
select exchange, min(session) as first, max(session) as last from session group by exchange;

-- step: point
-- grain: one bar that something may be wrong with, beside its neighbours in its series
-- units: as in bar; idx counts sessions of the exchange, empty where the calendar has none
-- reference: check_bar is in the order of key and session: the windows stream over it, and only
--     what looks odd by itself (a gap that is no plain weekend, a day closed somewhere) is joined
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

-- step: series
-- units: counts of bars; share is of all bars of the series
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

-- step: shifted_dates
-- units: days by which the series is off
-- reference: two days and 1 in 20 are no sessions, and fewer than 1 in 200 once shifted
create or replace temp table check_shifted as
with doubtful as (
    select point.symbol, point.series, any_value(check_series.key) as key,
        any_value(point.exchange) as exchange
    from check_point as point join check_series using (symbol, series)
    where point.idx is null and point.covered
    group by point.symbol, point.series, check_series.bars
    having count(*) >= greatest(check_series.bars / 20, 2)
),
tried as (
    select doubtful.symbol, doubtful.series, shift.days, count(*) as bars,
        count(*) filter (session.idx is null) as off
    from check_bar as bar
    join doubtful using (key)
    cross join (values (1), (-1)) as shift(days)
    left join session on session.exchange = doubtful.exchange
        and session.session = bar.session + shift.days
    group by all
)
select symbol, series, days from tried where off <= bars / 200;
insert into found_flag
select symbol, series, null, if(days = 1, 'dates-one-day-early', 'dates-one-day-late'), 'refuse',
    format('every day is {}: moved by {} day, all are sessions',
        if(days = 1, 'one too early', 'one too late'), days)
from check_shifted;
delete from check_point using check_shifted as shifted
where check_point.symbol = shifted.symbol and check_point.series = shifted.series;

-- step: calendar
-- grain: one bar on a day on which the calendar has no session
-- reference: dropped only where nothing traded and the close is the one before (or the first); else
--     kept. Adjusted closes that are derived anew for every day repeat to a few digits only
insert into found_flag
select symbol, series, session,
    if(idle, 'phantom-session', 'off-calendar'), if(idle, 'drop', 'flag'),
    if(idle, format('no session of {}; close {} repeated, no volume', exchange, level),
        format('a bar with close {} on a day that is no session of {}', level, exchange))
from (
    select *, coalesce(volume, 0) = 0
        and (level = old_level
            or (volume = 0 and coalesce(abs(level / old_level - 1) < 1e-6, old_level is null)))
        and (open is null or open in (0, close)) and (high is null or high in (0, close))
        and (low is null or low in (0, close)) as idle
    from check_point
    where idx is null and covered and level is not null and kind not in ('currency', 'rate')
);

-- step: missing
-- grain: one session between two bars of a series that has no bar
-- reference: gaps of more than five sessions are one row, at their first session
insert into found_flag
select gap.symbol, gap.series, session.session, 'missing-session', 'flag',
    if(gap.missing > 5,
        format('no bar for {} sessions, to {}', gap.missing, gap.last_missing),
        format('no bar; the return to {} covers {} sessions', gap.session, gap.missing + 1))
from (
    select point.*, point.idx - point.old_idx - 1 as missing, final.session as last_missing
    from check_point as point
    join session as final on final.exchange = point.exchange and final.idx = point.idx - 1
    where point.idx - point.old_idx > 1 and point.kind <> 'currency'
) as gap
join session on session.exchange = gap.exchange and session.idx > gap.old_idx
    and session.idx < if(gap.missing > 5, gap.old_idx + 2, gap.idx);

-- step: values
-- grain: one bar whose prices are empty, zero, negative, of a halt, stale or out of their range
-- reference: the first that applies names the bar
insert into found_flag
select symbol, series, session, fault,
    case fault
        when 'negative-price' then if(close > 0 and total_from = 'actions', 'flag', 'skip')
        when 'zero-volume' then 'keep'
        when 'close-outside-range' then 'flag'
        else 'skip' end,
    case fault
        when 'empty-bar' then 'a session without prices, which is not a price of zero'
        when 'halt' then format('open, high and low 0, volume 0: no trade, close {} carried', close)
        when 'zero-price' then 'a price of 0'
        when 'negative-price' then format('price {} below zero', if(level < 0, level, adj_close))
        when 'stale-close' then format('close {} repeated on a session, volume 0', level)
        when 'zero-volume' then format('volume 0, yet the price moved to {}: a real session', level)
        else format('close {} outside {} to {}', close, low, high) end
from (
    select *, case
        when level is null and kind = 'currency' and idx is null then null
        when level is null then 'empty-bar'
        when open = 0 and high = 0 and low = 0 and coalesce(volume, 0) = 0 then 'halt'
        when kind = 'rate' then null
        when level < 0 or adj_close < 0 then 'negative-price'
        when level = 0 or adj_close = 0 then 'zero-price'
        when volume = 0 and abs(level - old_level) <= 1e-6 * level and kind in ('stock', 'fund') and idx is not null
            then 'stale-close'
        when volume = 0 and level <> old_level and kind in ('stock', 'fund') and idx is not null
            then 'zero-volume'
        when close > high * 1.0001 or close < low * 0.9999 then 'close-outside-range'
        end as fault
    from check_point
)
where fault is not null;

-- step: volume
-- grain: one bar with a volume below zero
-- units: shares, as the file has them
insert into found_flag
select symbol, series, session, 'negative-volume', 'flag', format('volume {} below zero', volume)
from check_bar join check_key using (key) where volume < 0;

-- step: splits
-- grain: one bar whose close jumps as a split would make it, or by more than 60 %
-- units: ratio = close before over close
-- reference: near n:1 or 1:n within 15 %, and not a move that adj_close shares; 2:1 by itself where
--     the exchange limits a day's fall to less, or within 2.5 %; across a gap only adj_close can tell
insert into found_flag
select symbol, series, session,
    if(is_split, 'unapplied-split', 'large-move'),
    if(is_split and (known is not null and basis = 'raw'), 'keep', 'flag'),
    case
        when is_split and known is not null and basis = 'raw'
            then format('close {} after {}: the recorded {:g}:1 split is applied in prices', level,
                old_level, known)
        when is_split
            then format('close {} after {}: near {}; import with --basis raw and its split, or '
                || 'an adjusted column', level, old_level,
                if(coalesce(known, nearest) < 1, format('1:{:g}', 1 / coalesce(known, nearest)),
                    format('{:g}:1', coalesce(known, nearest))))
        else format('close {} after {}', level, old_level)
    end
from (
    select *, coalesce(known is not null and abs(ratio / known - 1) < 0.25, false)
        or (nearest is not null and abs(ratio / nearest - 1) < 0.15
            and case
                when adj_ratio is not null then abs(adj_ratio - 1) < 0.25
                when gap > 10 then false
                when exchange in ('XKRX', 'XTAI', 'XSHG') and nearest > 1 then true
                when nearest = 2 then abs(ratio / 2 - 1) < 0.025
                else nearest >= 3 or nearest <= 1 / 3.0 end) as is_split
    from (
        select point.*, old_level / level as ratio, if(close is null, null, old_adj / adj_close) as adj_ratio,
            action.value as known, coalesce(point.idx - point.old_idx, 1) as gap,
            list_extract(list_sort(list_transform(
                list_filter([1.5, 2, 3, 4, 5, 6, 7, 8, 10, 12, 15, 20, 25, 30, 40, 50, 100, 1 / 2.0,
                    1 / 3.0, 1 / 4.0, 1 / 5.0, 1 / 8.0, 1 / 10.0, 1 / 15.0, 1 / 20.0, 1 / 25.0,
                    1 / 50.0, 1 / 100.0],
                    lambda n: abs(old_level / level / n - 1) < 0.15),
                lambda n: {'d': abs(old_level / level / n - 1), 'n': n})), 1).n as nearest
        from check_point as point
        left join check_action as action on action.symbol = point.symbol
            and action.session = point.session and action.kind = 'split'
        where level > 0 and old_level > 0 and idx is not null
            and isfinite(level / old_level)
            and not coalesce(open = 0 and high = 0 and low = 0, false)
    )
)
where kind in ('stock', 'fund') and (is_split or (abs(1 / ratio - 1) > 0.6 and gap <= 10));

-- step: dividends
-- grain: one dividend above a quarter of the price, or below zero
-- units: cash per share beside the close of its ex-date
-- reference: dividends of Korean funds once arrived multiplied by USD/KRW
insert into found_flag
select named.symbol, named.series, bar.session, 'implausible-dividend', 'flag',
    format('dividend {} on a close of {}', action.value, bar.close)
from check_action as action
join check_key as named on named.symbol = action.symbol
join check_bar as bar on bar.key = named.key and bar.session = action.session
where action.kind = 'dividend' and (action.value > 0.25 * bar.close or action.value < 0);

-- step: copies
-- grain: one series in which one column is a copy of another
-- units: shares of its bars
-- reference: dividends known to the file or the store tell that adj_close should differ
insert into found_flag
select symbol, series, null, 'close-is-open', 'flag',
    format('close equals open on {} of {} days: the day''s close is not in this series',
        open_is_close, closes)
from check_series where closes >= 20 and open_is_close > 0.5 * closes;
insert into found_flag
select distinct series.symbol, series.series, null::date, 'unadjusted-adj-close', 'flag',
    'adj_close equals close across dividends: it is not adjusted, and is not used'
from check_series as series
where series.adjusted = series.closes and series.adj_is_close = series.adjusted
    and series.closes > 1
    and (
        exists (
            from check_action as action where action.symbol = series.symbol
                and action.kind = 'dividend' and action.session > series.first
                and action.session <= series.last
        )
        or exists (
            from check_series as other where other.symbol = series.symbol
                and other.adjusted > 0 and other.closes > 0
                and other.adj_is_close < 0.5 * other.adjusted
        )
    );
insert into found_flag
select distinct series.symbol, series.series, null::date, 'partial-adj-close', 'flag',
    format('adj_close on {} of {} days: {}', series.adjusted, series.closes,
        if(listing.total_from = 'adj_close', 'the others give no price',
            'it is not used, and returns are without dividends'))
from check_series as series
join check_listing as listing on listing.symbol = series.symbol
where series.adjusted > 0 and series.adjusted < series.closes;

-- step: sources
-- grain: one session on which two series of one symbol differ
-- units: ratio = one level over the other's; usual is what holds before the last bar
-- reference: compared by return, as levels depend on the fetch date
create or replace temp table check_pair as
with placed as (
    select named.symbol, named.series, bar.* exclude (key), coalesce(close, adj_close) as level,
        lag(coalesce(close, adj_close)) over place as old_level,
        lag(session) over place as old_session, lead(session) over place as next_session
    from check_bar as bar join check_key as named using (key)
    window place as (partition by bar.key order by bar.session)
),
leveled as (
    select *, coalesce(lag(level = old_level) over (
        partition by symbol, series order by session), false) as repeats
    from placed
)
select a.symbol, a.series, b.series as other, a.session,
    a.level, b.level as other_level, a.volume, b.volume as other_volume,
    a.level / b.level as ratio, (a.close is null) = (b.close is null) as alike,
    a.old_level is not null and a.old_session = b.old_session as comparable,
    a.level / a.old_level - 1 as ret, b.level / b.old_level - 1 as other_ret,
    a.old_level = a.level as repeated, b.repeats as other_caught_up,
    coalesce(a.next_session > a.session + 10, true) as is_last, listing.kind,
    lag(b.level / b.old_level - 1) over (
        partition by a.symbol, a.series, b.series order by a.session) as other_ret_before
from leveled as a
join leveled as b on b.symbol = a.symbol and b.session = a.session and b.series <> a.series
join check_listing as listing on listing.symbol = a.symbol
where a.level > 0 and b.level > 0;
insert into found_flag
select distinct symbol, series, session, 'stale-close', 'flag',
    format('close {} repeated where {} moved {:.2f} %', level, other, 100 * other_ret)
from check_pair
where comparable and repeated and abs(other_ret) > 0.0005 and not other_caught_up
    and kind <> 'currency'
    and not exists (
        from found_flag as flag where flag.symbol = check_pair.symbol
            and flag.series = check_pair.series and flag.session = check_pair.session
    );
create or replace temp table check_usual as
select symbol, series, other, median(ratio) as ratio,
    quantile_cont(abs(ret - other_ret), 0.9) filter (comparable) as apart,
    median(volume / nullif(other_volume, 0)) as turnover
from check_pair where not is_last group by symbol, series, other having count(*) >= 3;
insert into found_flag
select symbol, series, session, 'unfinished-bar', 'drop',
    format('last bar {} with volume {} against {} and {} from {}', level, volume, other_level,
        coalesce(other_volume::varchar, 'unknown'), other)
from (
    select pair.*, usual.ratio as usual_ratio, coalesce(usual.apart, 0) as usual_apart,
        coalesce(least(usual.turnover, 1), 1) as usual_turnover
    from check_pair as pair left join check_usual as usual using (symbol, series, other)
)
where is_last
    and case
        when usual_ratio is not null
            then abs(ratio / usual_ratio - 1) < 0.1
                and comparable and abs(ret - other_ret) > greatest(1e-4, 1.5 * usual_apart)
        when alike then abs(ratio - 1) > 1e-4 and abs(ratio - 1) < 0.1
        else comparable and abs(ret - other_ret) > 0.001 end
    and volume < 0.9 * usual_turnover * coalesce(other_volume, 'inf'::double)
    and (other_volume is not null or series < other);

-- step: relations
-- units: ratio of levels, correlation of returns
-- reference: a constant ratio is a split or a fetch date; a lagged correlation a shifted calendar.
--     Held bars may be adjusted for splits that a file is too early to show: they must agree somewhere
create or replace temp table check_relation as
select symbol, series, other, count(*) as days, median(ratio) as ratio,
    min(ratio) as lowest, max(ratio) as highest,
    count(*) filter (comparable and abs(ret - other_ret) > 0.001) as apart,
    count(*) filter (comparable) as compared,
    corr(ret, other_ret) filter (comparable) as together,
    corr(ret, other_ret_before) filter (comparable) as behind,
    bool_and(alike) as alike, median(ratio * volume / nullif(other_volume, 0)) as turnover
from check_pair group by symbol, series, other;
insert into found_flag
select pair.symbol, pair.series, min(pair.session), 'vendor-factor', 'flag',
    format('{} times {} on {} days to {}: one of the two is not adjusted for a split',
        round(median(pair.ratio)), any_value(pair.other), count(*), max(pair.session))
from check_pair as pair
join check_relation as relation using (symbol, series, other)
where abs(pair.ratio - round(pair.ratio)) < 0.002 * pair.ratio and round(pair.ratio) >= 2
    and not exists (
        from check_listing as listing where listing.symbol = pair.symbol and listing.basis = 'raw'
    )
group by pair.symbol, pair.series, pair.other
having any_value(relation.lowest) < 1.1
    or (count(*) > 0.9 * any_value(relation.days) and pair.other <> 'the store');
insert into found_flag
select distinct symbol, series, null::date, 'mixed-vintages', 'refuse',
    format('levels are {:.6f} times those of {}, returns agree: another fetch of the same prices',
        ratio, other)
from check_relation
where alike and compared >= 5 and apart <= 0.02 * compared and abs(ratio - 1) between 2e-5 and 0.1
    and highest / lowest - 1 < 0.002 and (lowest >= 1 or highest <= 1) and series > other;
insert into found_flag
select distinct symbol, series, null::date, 'lagged-series', 'flag',
    format('follows {} a day late: correlation {:.2f} the day after, {:.2f} the same day', other,
        behind, together)
from check_relation where compared >= 60 and behind > together + 0.2;
insert into found_flag
select distinct symbol, series, null::date, 'single-venue-volume', 'flag',
    format('volume is {:.1f} % of that of {}: one venue, not the market', 100 * turnover, other)
from check_relation where compared >= 5 and turnover < 0.1 and apart < 0.5 * compared;

-- step: unfinished
-- grain: one bar whose session had not ended half an hour before the file was written
-- units: parameter: the instant at which the file was written
-- reference: a day later than any session of the calendar has not ended either
insert into found_flag
select named.symbol, named.series, bar.session, 'unfinished-bar', 'drop',
    format('the file was written before the session had ended at {}',
        coalesce(session.close::varchar, bar.session::varchar))
from check_bar as bar
join check_key as named using (key)
join check_listing as listing using (symbol)
left join session on session.exchange = listing.exchange and session.session = bar.session
where bar.session > $1::timestamptz::date - 7
    and coalesce(session.close + interval 30 minutes, bar.session::timestamptz)
        > $1::timestamptz;

-- step: distrust
-- grain: one listing whose adj_close turned out to be a copy of close
-- reference: its total returns come from recorded dividends instead
update check_listing set total_from = 'actions'
where symbol in (select symbol from found_flag where fault = 'unadjusted-adj-close');

-- step: bars_of_study
-- grain: one price of a checked symbol, in the order of key and session
-- units: as in check_bar
select key, session, close, volume
from check_bar
where close > 0
order by key, session;
