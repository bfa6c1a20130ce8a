-- grain: one file
-- units: rows earlier than the row above them, rows of the same key, series that come in pieces
-- reference: the window streams over the file's own order
with placed as (
    select symbol, series, session, lag(symbol) over () as old_symbol,
        lag(series) over () as old_series, lag(session) over () as old_session
    from file_row
),
marked as (
    select symbol, series, session < old_session as back, session = old_session as twice,
        old_symbol is null or symbol <> old_symbol or series <> old_series as starts
    from placed
    where old_symbol is null or symbol <> old_symbol or series <> old_series
        or session <= old_session
)
select count(*) filter (back and not starts), count(*) filter (twice and not starts),
    count(*) filter (starts) - count(distinct (symbol, series)) filter (starts)
from marked;
