-- grain: one symbol of a file with closes and adjusted closes
-- units: rows with a close, with an adjusted close
-- reference: none
select file_key.symbol, sum(closes)::bigint, sum(adjusted)::bigint
from (
    select key, count(close) as closes, count(adj_close) as adjusted from file_row group by key
) as counted
join file_key using (key)
group by file_key.symbol;
