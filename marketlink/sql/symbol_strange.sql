-- grain: one symbol that is too long to be one or has control characters; the first in order
-- units: parameter: the longest symbol, in characters
-- reference: none
select symbol from (select distinct symbol from file_row)
where length(symbol) > ? or regexp_matches(symbol, '[\x00-\x1f\x7f]')
order by symbol limit 1;
