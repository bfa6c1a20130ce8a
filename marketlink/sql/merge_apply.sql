-- grain: one bar to be written: of whole histories all, of tails those that are new or changed
-- units: as in bar
-- reference: two branches, as one join for both was planned badly where every history is whole
create or replace temp table fresh_symbol as
select * from staged_accepted anti join symbol using (symbol);
create or replace temp view arriving_bar as
select staged.symbol, staged.session, staged.open, staged.high, staged.low, staged.close,
    staged.volume, staged.adj_close, accepted.source, accepted.vintage, true as whole
from staged_bar as staged
join staged_accepted as accepted
    on accepted.symbol = staged.symbol and (accepted.whole or accepted.known is null)
union all
select staged.symbol, staged.session, staged.open, staged.high, staged.low, staged.close,
    staged.volume, staged.adj_close, accepted.source, accepted.vintage, false
from staged_bar as staged
join staged_accepted as accepted
    on accepted.symbol = staged.symbol and not accepted.whole and accepted.known is not null
left join staged_match as held on held.symbol = staged.symbol and held.session = staged.session
where coalesce(held.differs, true);
