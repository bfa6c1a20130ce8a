-- grain: one key of a file that comes with different prices
-- units: none
-- reference: none
select symbol, session from file_bar group by symbol, series, session
having count(distinct (close, adj_close)) > 1 order by all limit 1;
