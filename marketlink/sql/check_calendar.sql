-- grain: one bar on a day on which the calendar has no session
-- units: none
-- reference: dropped only where nothing traded and the close is the one before; else kept
insert into found_flag
select symbol, series, session,
    if(idle, 'phantom-session', 'off-calendar'), if(idle, 'drop', 'flag'),
    if(idle, format('no session of {}; close {} repeated, no volume', exchange, level),
        format('a bar with close {} on a day that is no session of {}', level, exchange))
from (
    select *, coalesce(volume, 0) = 0 and level = old_level
        and (open is null or open in (0, close)) and (high is null or high in (0, close))
        and (low is null or low in (0, close)) as idle
    from check_point
    where idx is null and covered and level is not null and kind not in ('currency', 'rate')
);
