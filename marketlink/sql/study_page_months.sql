-- events by month of day 0: how many, on how many dates, and how many share their date with another
with dated as (select day0, count(*) over (partition by day0) as together from page_event)
select strftime(day0, '%Y-%m') as month, count(*) as n, count(distinct day0) as days,
       count(*) filter (together > 1) as shared
from dated
group by all
order by month
