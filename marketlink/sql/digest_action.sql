-- grain: one text over all rows of the action table, in a fixed order
-- units: an MD5 over the rows' texts
-- reference: the order of rows and columns is part of the digest
select md5(string_agg(part::varchar, chr(10) order by part::varchar))
from (select * from action) as part;
