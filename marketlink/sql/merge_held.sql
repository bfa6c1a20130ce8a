-- grain: one staged symbol that is held
-- units: as in history
-- reference: none
create or replace temp table held_symbol as
select staged.position, staged.symbol, history.id as history, history.source, history.vintage
from staged_symbol as staged join history using (symbol);
