-- the leading window by group and year
select "group", year(day0) as year, count(*) as n, avg(car) as mean, median(car) as middle
from page_event
group by all
order by "group", year
