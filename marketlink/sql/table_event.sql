-- grain: one company at one moment, from one stored article
-- units: instant (UTC) where the moment has a clock time, else day in zone; day0 is a session
-- reference: rule names the rule that chose day0
create table event (
    event_id varchar not null, article varchar not null, symbol varchar not null,
    exchange varchar not null, instant timestamptz, day date, zone varchar, day0 date,
    rule varchar not null, relevance integer
);
