-- grain: one symbol and day of a file that come with different prices
-- units: none
-- reference: none
select symbol, session from file_bar join file_key using (key) group by symbol, key, session
having count(distinct (open, high, low, close, adj_close, volume, dividend, split)) > 1 order by all limit 1;
