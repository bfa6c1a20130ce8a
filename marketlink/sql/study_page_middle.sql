-- the ends of the middle half of the sums over the leading window
select quantile_cont(car, 0.25) as low, quantile_cont(car, 0.75) as high
from page_event
