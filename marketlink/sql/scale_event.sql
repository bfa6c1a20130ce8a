-- grain: one input event, in input order
-- units: day from 1970-01-01, -32768 unknown; second from 1970-01-01 UTC, null without a clock
-- reference: none
select coalesce(s.id, -1)::integer as id, coalesce(g.id, 0)::integer as member,
    coalesce((e.date - date '1970-01-01')::integer, -32768)::integer as day,
    epoch(e.instant) as second
from input_event e
left join scale_symbol s on s.symbol = e.symbol
left join scale_group g on g.name = coalesce(e."group", 'all');
