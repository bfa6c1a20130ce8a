-- events by month of day 0
select strftime(day0, '%Y-%m') as month, count(*) as n, count(distinct day0) as days
from page_event
group by all
order by month
