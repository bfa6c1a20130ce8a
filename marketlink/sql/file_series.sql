-- grain: one series of which some symbol has several
-- units: none
-- reference: none
select distinct series from file_key
where symbol in (select symbol from file_key group by symbol having count(*) > 1)
order by series;
