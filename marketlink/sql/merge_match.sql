-- grain: one staged bar that is held, beside its stored bar of that session
-- units: held_row = the stored row; differs, drifts = of another value, of another price
-- reference: parameters: first and last staged session, which let the scan pass by older bars
create or replace temp table staged_match as
select staged.position, staged.session, bar.held_row,
    staged.open is distinct from bar.open or staged.high is distinct from bar.high
        or staged.low is distinct from bar.low or staged.close is distinct from bar.close
        or staged.volume is distinct from bar.volume
        or staged.adj_close is distinct from bar.adj_close as differs,
    moved(staged.close, bar.close) or moved(staged.adj_close, bar.adj_close) as drifts,
    if(moved(staged.close, bar.close), staged.close / bar.close,
        staged.adj_close / bar.adj_close) as ratio
from (from staged_bar semi join held_symbol using (position)) as staged
join (
    select raw_bar.*, raw_bar.rowid as held_row, held.position
    from raw_bar join held_symbol as held on held.history = raw_bar.history
    where raw_bar.session between ?::date and ?::date
) as bar on bar.position = staged.position and bar.session = staged.session;
