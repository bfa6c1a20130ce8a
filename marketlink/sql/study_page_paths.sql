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
