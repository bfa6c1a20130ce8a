-- grain: one bar to be written
-- units: as in bar
-- reference: none
insert into bar by name select * exclude (whole) from recorded_bar;
