-- grain: one price of a checked symbol, in the order of key and session
-- units: as in check_bar
-- reference: none
select k.symbol, b.session, b.close, b.volume
from check_bar b join check_key k on k.key = b.key
where b.close > 0
order by k.key, b.session;
