-- grain: one session of one exchange
-- units: open and close are instants (UTC); idx counts the exchange's sessions without a gap
-- reference: rule names the calendar or override that decided a doubtful day, empty for plain days
create table session (
    exchange varchar not null, session date not null, idx integer not null,
    open timestamptz not null, close timestamptz not null, rule varchar not null
);
