-- grain: every store of schema version 3 (no disputed days, articles or events)
-- units: none
-- reference: the next refresh fills them, from flags, calendars and what lies beside the store
create table disputed_day (
    exchange varchar not null, day date not null, what varchar not null, rule varchar not null,
    symbols integer not null
);
create table article (
    digest varchar not null, source varchar not null, url varchar, title varchar,
    publisher varchar, language varchar not null, published varchar, grade varchar not null,
    media_type varchar not null, feed varchar, path varchar not null, added timestamptz not null
);
create table event (
    article varchar not null, event_id varchar not null, symbol varchar not null,
    exchange varchar not null, instant timestamptz, day date, zone varchar, day0 date,
    rule varchar not null, benchmark varchar
);
