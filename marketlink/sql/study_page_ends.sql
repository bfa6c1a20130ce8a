-- the lowest and the highest sums
select event_id, symbol, "group", day0, car, car_se, p
from page_event
where place <= $few or place > n - $few
order by place
