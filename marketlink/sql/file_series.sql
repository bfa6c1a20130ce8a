-- grain: one series of which some symbol has several
-- units: none
-- reference: none
with held as (select distinct symbol, series from file_row)
select distinct series from held
where symbol in (select symbol from held group by symbol having count(*) > 1)
    or (select count(*) from held) = 0
order by series;
