-- grain: one staged bar of a held symbol beside its stored bar of that session, if there is one
-- units: as in bar; old_* are the stored values, held_row the stored row (empty: there is none)
-- reference: parameters: first and last staged session, which let the scan pass by older bars
create or replace temp table staged_match as
select staged.*, bar.held_row, bar.source as old_source, bar.vintage as old_vintage,
    bar.close as old_close, bar.adj_close as old_adj_close,
    bar.held_row is not null and (
        staged.open is distinct from bar.open or staged.high is distinct from bar.high
        or staged.low is distinct from bar.low or staged.close is distinct from bar.close
        or staged.volume is distinct from bar.volume
        or staged.adj_close is distinct from bar.adj_close
    ) as differs,
    bar.held_row is not null and (
        moved(staged.close, bar.close) or moved(staged.adj_close, bar.adj_close)
    ) as drifts
from staged_bar as staged
semi join symbol as held on held.symbol = staged.symbol
left join (
    select *, rowid as held_row from bar where session between ?::date and ?::date
) as bar on bar.symbol = staged.symbol and bar.session = staged.session;
