-- mean sum by group and window, of the events that were studied
select e."group", c.tau_from, c.tau_to, count(*) as n, avg(c.car) as mean
from page_cars c
join page_events e using (event_id)
where e.outcome = 'ok' and c.car is not null
group by all
order by e."group", c.tau_from desc, c.tau_to
