-- grain: one bar to be written
-- units: as in bar; parameters: first and last session to write
-- reference: none
insert into bar by name
select * exclude (whole) from recorded_bar where session between ?::date and ?::date;
