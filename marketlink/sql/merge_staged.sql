-- grain: one merge
-- units: first and last staged session; staged bars, and cells of each column
-- reference: then whether any staged symbol is held
select min(session), max(session), count(*),
    [count(open), count(high), count(low), count(close), count(volume), count(adj_close)],
    (select exists (from history semi join staged_symbol using (symbol)))
from staged_bar;
