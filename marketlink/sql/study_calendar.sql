-- grain: one session of one exchange, by idx
-- units: day counts from 1970-01-01, second is the closing instant from 1970-01-01 UTC
-- reference: none
select (session - date '1970-01-01')::integer as day, epoch(close) as second
from session where exchange = ? order by idx;
