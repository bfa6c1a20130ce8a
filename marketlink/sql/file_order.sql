-- grain: one file
-- units: rows earlier than the row above them, rows of the same day, series that come in pieces
-- reference: the window streams over the file's own order
with placed as (
    select key, session, lag(key) over () as old_key, lag(session) over () as old_session
    from file_row
),
marked as (
    select key, session < old_session as back, session = old_session as twice,
        old_key is null or key <> old_key as starts
    from placed
    where old_key is null or key <> old_key or session <= old_session
)
select count(*) filter (back and not starts), count(*) filter (twice and not starts),
    count(*) filter (starts) - count(distinct key) filter (starts)
from marked;
