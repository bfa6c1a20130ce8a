-- grain: every staged symbol, none of which is held yet
-- units: as in bar
-- reference: none
create or replace temp table recorded_bar as
select staged.*, arriving.source, arriving.vintage, true as whole
from staged_bar as staged join staged_symbol as arriving on arriving.symbol = staged.symbol;
insert into bar select * exclude (whole) from recorded_bar;
