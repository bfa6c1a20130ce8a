-- grain: one merge
-- units: first and last staged session, staged bars, whether a staged symbol is held or all came
-- reference: from different fetches
select min(session), max(session), count(*),
    (select exists (from symbol semi join staged_symbol using (symbol))
        or (select count(distinct (source, vintage)) > 1 from staged_symbol))
from staged_bar;
