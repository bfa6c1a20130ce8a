-- grain: one staged bar of a held symbol beside its stored bar of that session, if there is one
-- units: as in bar; old_* are the stored values, known says that there is a stored bar
-- reference: parameters: first and last staged session, which let the scan pass by older bars
create or replace temp table staged_match as
select staged.*, arriving.whole, arriving.source,
    bar.symbol is not null as known, bar.source as old_source, bar.vintage as old_vintage,
    bar.close as old_close, bar.adj_close as old_adj_close,
    bar.symbol is not null and (
        staged.open is distinct from bar.open or staged.high is distinct from bar.high
        or staged.low is distinct from bar.low or staged.close is distinct from bar.close
        or staged.volume is distinct from bar.volume
        or staged.adj_close is distinct from bar.adj_close
    ) as differs,
    bar.symbol is not null and (
        moved(staged.close, bar.close) or moved(staged.adj_close, bar.adj_close)
    ) as drifts
from staged_bar as staged
join staged_symbol as arriving on arriving.symbol = staged.symbol
semi join symbol as held on held.symbol = staged.symbol
left join (
    from bar where session between ?::date and ?::date
) as bar on bar.symbol = staged.symbol and bar.session = staged.session;
