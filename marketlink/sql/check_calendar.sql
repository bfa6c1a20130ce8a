-- grain: one bar on a day on which the calendar has no session
-- units: none
-- reference: dropped only where nothing traded and the close is the one before (or the first); else
-- kept. Adjusted closes that are derived anew for every day repeat to a few digits only
insert into found_flag
select symbol, series, session,
    if(idle, 'phantom-session', 'off-calendar'), if(idle, 'drop', 'flag'),
    if(idle, format('no session of {}; close {} repeated, no volume', exchange, level),
        format('a bar with close {} on a day that is no session of {}', level, exchange))
from (
    select *, coalesce(volume, 0) = 0
        and (level = old_level
            or (volume = 0 and coalesce(abs(level / old_level - 1) < 1e-6, old_level is null)))
        and (open is null or open in (0, close)) and (high is null or high in (0, close))
        and (low is null or low in (0, close)) as idle
    from check_point
    where idx is null and covered and level is not null and kind not in ('currency', 'rate')
);
