-- grain: every staged bar, where no symbol is held and all come from one source at one instant
-- units: as in bar
-- reference: none
create or replace temp view arriving_bar as
select *, (select max(source) from staged_symbol) as source,
    (select max(vintage) from staged_symbol) as vintage, true as whole
from staged_bar;
create or replace temp table staged_accepted as select * from staged_symbol;
