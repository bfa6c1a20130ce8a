-- grain: one series of a symbol beside another series of it
-- units: ratio of levels, correlation of returns
-- reference: a constant ratio is a split or a fetch date; a lagged correlation a shifted calendar.
-- Held bars may be adjusted for splits that a file is too early to show: they must agree somewhere
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
