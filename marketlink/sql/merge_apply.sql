-- grain: one bar to be written: of whole histories all, of tails those that are new or changed
-- units: as in bar
-- reference: none
create or replace temp table fresh_symbol as
select * from staged_accepted anti join symbol using (symbol);
create or replace temp view recorded_bar as
select staged.symbol, staged.session, staged.open, staged.high, staged.low, staged.close,
    staged.volume, staged.adj_close, accepted.source, accepted.vintage, accepted.whole
from staged_match as staged
join staged_accepted as accepted on accepted.symbol = staged.symbol
where accepted.whole or staged.held_row is null or staged.differs
union all by name
select staged.*, fresh.source, fresh.vintage, true as whole
from staged_bar as staged join fresh_symbol as fresh on fresh.symbol = staged.symbol;
