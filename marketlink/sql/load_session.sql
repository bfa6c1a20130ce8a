-- grain: one session of one exchange, from the relation staged_session
-- units: instants as seconds since 1970 (UTC); parameter: exchange
-- reference: none
insert into session
select ?, session::date, idx, to_timestamp(open), to_timestamp(close), rule from staged_session;
