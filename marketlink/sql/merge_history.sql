-- grain: histories of every staged symbol that is new or replaced whole
-- units: as in history
-- reference: none
delete from history using staged_accepted as staged
where staged.whole and history.symbol = staged.symbol;
insert into history
select staged.history, staged.symbol, staged.source, staged.vintage
from staged_accepted as staged
where staged.whole or not exists (from history where history.symbol = staged.symbol);
