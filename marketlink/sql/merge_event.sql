-- grain: every event that is staged, in place of what is held of its article
-- units: as in event; staged_rows holds text
-- reference: none
delete from event where article in (select article from staged_rows);
insert into event
select article, event_id, symbol, exchange, instant::timestamptz, day::date, zone, day0::date,
    rule, benchmark
from staged_rows;
