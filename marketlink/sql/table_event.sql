-- grain: one company at one moment of one analysed article
-- units: instant in UTC, or day of zone; day0 is the session that could react first
-- reference: rule says how day0 follows; article is the digest of its raw bytes
create table event (
    article varchar not null, event_id varchar not null, symbol varchar not null,
    exchange varchar not null, instant timestamptz, day date, zone varchar, day0 date,
    rule varchar not null, benchmark varchar
);
