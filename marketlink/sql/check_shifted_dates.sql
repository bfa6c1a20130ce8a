-- grain: one series whose days are all one day early or late
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
