-- events in cells of sum ($step wide from $low) and of -log10 p (a quarter each, 0 to $top)
select cast(greatest(0, least($bins - 1, floor((car - $low) / $step))) as integer) as across,
       cast(least($top * 4 - 1, floor(-log10(greatest(p, 1e-12)) * 4)) as integer) as up, count(*) as n
from page_event
where p is not null
group by all
order by across, up
