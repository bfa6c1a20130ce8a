-- grain: one text over all rows of the bar table, in a fixed order
-- units: an MD5 over the rows' texts
-- reference: without the vintage: when a bar was fetched is not part of what it says
select md5(string_agg(part::varchar, chr(10) order by part::varchar))
from (select * exclude vintage from bar) as part;
