-- grain: one exchange
-- units: first and last session that the stored calendar covers
-- reference: none
create or replace temp table check_span as
select exchange, min(session) as first, max(session) as last from session group by exchange;
