-- The numbers of a study's page (marketlink/pipeline/study_digest.py).
--
-- Relations:
-- page_studied: one event that was studied; one without a group is of the group that the tests name
--     columns: event_id, symbol, group, day0
--     made by: studied
--     read by: event, windows
-- page_event: one event that was studied, ranked from the lowest sum
--     columns: event_id, symbol, group, day0, car, car_se, p, place, n
--     made by: event
--     read by: middle, parts, months, ends, paths, heat, wider, plane, spread,
--         marketlink/pipeline/study_digest.py

-- step: studied
-- one row an event that was studied; without a group it is of the group 'all', as in the tests
create or replace temp view page_studied as
select event_id, symbol, coalesce(nullif("group", ''), 'all') as "group",
       cast(day0 as date) as day0
from page_events
where outcome = 'ok';

-- step: event
-- one row an event that was studied: its sum over the leading window, ranked from the lowest
create or replace temp table page_event as
select e.event_id, e.symbol, e."group", e.day0, c.car, c.car_se,
       coalesce(c.p_filtered, c.p_sq, c.p_t) as p,
       row_number() over (order by c.car, e.event_id) as place,
       count(*) over () as n
from page_studied e
join page_cars c using (event_id)
where c.tau_from = $first and c.tau_to = $last and c.car is not null

-- step: middle
-- the ends of the middle half of the sums over the leading window
select quantile_cont(car, 0.25) as low, quantile_cont(car, 0.75) as high
from page_event

-- step: windows
-- mean sum by group and window, of the events that were studied
select e."group", c.tau_from, c.tau_to, count(*) as n, avg(c.car) as mean
from page_cars c
join page_studied e using (event_id)
where c.car is not null
group by all
order by e."group", c.tau_from desc, c.tau_to

-- step: parts
-- the leading window by group and year
select "group", year(day0) as year, count(*) as n, avg(car) as mean, median(car) as middle
from page_event
group by all
order by "group", year

-- step: months
-- events by month of day 0: how many, on how many dates, and how many share their date with another
with dated as (select day0, count(*) over (partition by day0) as together from page_event)
select strftime(day0, '%Y-%m') as month, count(*) as n, count(distinct day0) as days,
       count(*) filter (together > 1) as shared
from dated
group by all
order by month

-- step: ends
-- the lowest and the highest sums
select event_id, symbol, "group", day0, car, car_se, p
from page_event
where place <= $few or place > n - $few
order by place

-- step: calibration
-- what each statistic did on placebo firm-days (an empty column of a CSV is text)
select "group", tau_from, tau_to, statistic, draws, try_cast(p as double) as p, try_cast(size as double) as size,
       try_cast(p_calibrated as double) as p_calibrated,
       try_cast(p_floor as double) as p_floor,
       try_cast(corrected as double) as corrected
from page_calibration

-- step: paths
-- by group, stretch of $days calendar days and tau: the events' sums from the close of day -1, of events with every day
with running as (
    select e."group", e.event_id, cast(a.tau as integer) as tau,
           cast(epoch(e.day0) / 86400 as bigint) // $days as stretch,
           sum(a.ar) over (partition by e.event_id order by a.tau)
           - sum(case when a.tau < 0 then a.ar else 0 end) over (partition by e.event_id) as car,
           count(a.ar) over (partition by e.event_id) = count(*) over (partition by e.event_id) as whole
    from page_abnormal a
    join page_event e using (event_id)
)
select "group", stretch, tau, sum(car) as total, count(*) as n
from running
where whole
group by all
order by "group", stretch, tau

-- step: heat
-- mean abnormal return by tau of events in equal bins of their rank; one row a bin and tau
select cast((e.place - 1) * $bins // e.n as integer) as bin, cast(a.tau as integer) as tau,
       avg(a.ar) as ar
from page_abnormal a
join page_event e using (event_id)
where a.ar is not null
group by all
order by bin, tau

-- step: wider
-- how many times as wide the middle half of day 0's abnormal returns is as that of the median other day
-- (null where either has no width)
with day as (
    select a.tau, quantile_cont(a.ar, 0.75) - quantile_cont(a.ar, 0.25) as width
    from page_abnormal a
    join page_event e using (event_id)
    where a.ar is not null
    group by a.tau
),
widths as (
    select any_value(width) filter (tau = 0) as day0, median(width) filter (tau <> 0) as others
    from day
)
select case when day0 > 0 and others > 0 then day0 / others end as ratio
from widths

-- step: plane
-- events in cells of sum ($step wide from $low) and of -log10 p ($up each, $rows of them)
select cast(greatest(0, least($bins - 1, floor((car - $low) / $step))) as integer) as across,
       cast(least($rows - 1, floor(-log10(greatest(p, 1e-12)) / $up + 1e-9)) as integer) as up, count(*) as n
from page_event
where p is not null
group by all
order by across, up

-- step: spread
-- how many events in each of $bins equal steps between two sums; those beyond stand at the ends
select cast(greatest(0, least($bins - 1, floor((car - $low) / $step))) as integer) as bin, count(*) as n
from page_event
group by all
order by bin
