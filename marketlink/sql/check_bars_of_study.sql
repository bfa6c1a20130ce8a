-- grain: one price of a checked symbol, in the order of key and session
-- units: as in check_bar
-- reference: none
select key, session, close, volume
from check_bar
where close > 0
order by key, session;
