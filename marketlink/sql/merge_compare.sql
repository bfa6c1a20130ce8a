-- grain: one staged symbol that is held, beside what is held of it on the sessions both have
-- units: known, differing, changed = sessions held, of another value, of another price
-- reference: ratio = new over old on the first changed session
create or replace temp table staged_compared as
select symbol, max(old_source) as source, max(old_vintage) as vintage,
    count(held_row) as known, count(*) filter (differs) as differing,
    count(*) filter (drifts) as changed, min(session) filter (drifts) as session,
    arg_min(if(moved(close, old_close), close / old_close, adj_close / old_adj_close), session)
        filter (drifts) as ratio
from staged_match group by symbol;
