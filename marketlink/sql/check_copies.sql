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
