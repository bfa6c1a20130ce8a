-- grain: one merge
-- units: first and last staged session; staged bars, and cells of each column; whether any symbol
-- reference: is held or came from another fetch than the rest
select min(session), max(session), count(*),
    [count(open), count(high), count(low), count(close), count(volume), count(adj_close)],
    (select exists (from symbol semi join staged_symbol using (symbol))
        or (select count(distinct (source, vintage)) > 1 from staged_symbol))
from staged_bar;
