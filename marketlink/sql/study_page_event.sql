-- one row an event that was studied: its sum over the leading window, ranked from the lowest
create or replace temp table page_event as
select e.event_id, e.symbol, e."group", cast(e.day0 as date) as day0, c.car, c.car_se,
       coalesce(c.p_filtered, c.p_sq, c.p_t) as p,
       row_number() over (order by c.car, e.event_id) as place,
       count(*) over () as n
from page_events e
join page_cars c using (event_id)
where e.outcome = 'ok' and c.tau_from = $first and c.tau_to = $last and c.car is not null
