-- grain: one row of a file that carries returns in place of prices
-- units: close is a level that starts from 100 before the first return
-- reference: returns are simple and decimal
create or replace temp table file_row as
select * replace (100 * product(1 + coalesce(ret, 0)) over (
    partition by key order by session) as close)
from file_row;
