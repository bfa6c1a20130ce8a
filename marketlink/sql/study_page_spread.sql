-- how many events in each of $bins equal steps between two sums; those beyond stand at the ends
select cast(greatest(0, least($bins - 1, floor((car - $low) / $step))) as integer) as bin, count(*) as n
from page_event
group by all
order by bin
