-- grain: every staged bar, where no symbol is held
-- units: as in raw_bar
-- reference: none
create or replace temp table staged_accepted as
select *, position + 1 + (select coalesce(max(id), 0) from history) as history from staged_symbol;
create or replace temp view arriving_bar as
select position + (select min(history - position) from staged_accepted) as history,
    * exclude (position)
from staged_bar;
