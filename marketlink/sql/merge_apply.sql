-- grain: one bar to be written: of whole histories all, of tails those that are new or changed
-- units: as in bar; a tail takes the vintage of the history that it agrees with
-- reference: none
create or replace temp table recorded_held as
select staged.symbol, staged.session, staged.open, staged.high, staged.low, staged.close,
    staged.volume, staged.adj_close, staged.source,
    if(arriving.whole, arriving.vintage, coalesce(held.vintage, arriving.vintage)) as vintage,
    arriving.whole
from staged_match as staged
join staged_symbol as arriving on arriving.symbol = staged.symbol
left join (
    select symbol, max(old_vintage) as vintage from staged_match group by symbol
) as held on held.symbol = staged.symbol
where (arriving.whole or not staged.known or staged.differs)
    and not exists (
        from staged_drift as drift where drift.symbol = staged.symbol and not drift.whole
    );
create or replace temp table fresh_symbol as
select * from staged_symbol anti join symbol using (symbol);
create or replace temp view recorded_bar as
select * from recorded_held
union all by name
select staged.*, arriving.source, arriving.vintage, true as whole
from staged_bar as staged join fresh_symbol as arriving on arriving.symbol = staged.symbol;
