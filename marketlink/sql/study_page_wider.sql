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
