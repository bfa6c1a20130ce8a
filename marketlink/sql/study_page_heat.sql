-- mean abnormal return by tau of events in equal bins of their rank; one row a bin and tau
select cast((e.place - 1) * $bins // e.n as integer) as bin, cast(a.tau as integer) as tau,
       avg(a.ar) as ar
from page_abnormal a
join page_event e using (event_id)
where a.ar is not null
group by all
order by bin, tau
