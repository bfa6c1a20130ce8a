-- grain: one file
-- units: rows that come before the row above them, rows of the same key as the row above them
-- reference: the window streams over the file's own order
select count(*) filter ((symbol, series, session) < (old_symbol, old_series, old_session)),
    count(*) filter (symbol = old_symbol and series = old_series and session = old_session)
from (
    select symbol, series, session, lag(symbol) over () as old_symbol,
        lag(series) over () as old_series, lag(session) over () as old_session
    from file_row
);
