-- grain: one staged symbol of which some staged session is held
-- units: known, differing, changed = sessions held, of another value, of another price
-- reference: ratio = new over old on the first changed session
create or replace temp table staged_compared as
select position, count(*) as known,
    count(*) filter (differs) as differing, count(*) filter (drifts) as changed,
    min(session) filter (drifts) as session,
    arg_min(ratio, session) filter (drifts) as ratio
from staged_match group by position;
