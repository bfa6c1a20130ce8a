-- grain: one bar to be written
-- units: as in raw_bar; parameters: first and last session to write
-- reference: none
insert into raw_bar by name
from recorded_bar where session between ?::date and ?::date;
