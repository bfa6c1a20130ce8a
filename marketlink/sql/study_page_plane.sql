-- events in cells of sum ($step wide from $low) and of -log10 p ($up each, $rows of them)
select cast(greatest(0, least($bins - 1, floor((car - $low) / $step))) as integer) as across,
       cast(least($rows - 1, floor(-log10(greatest(p, 1e-12)) / $up + 1e-9)) as integer) as up, count(*) as n
from page_event
where p is not null
group by all
order by across, up
