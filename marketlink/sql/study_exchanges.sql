-- grain: one symbol that prices and events put on several exchanges
-- units: names as they stand, sorted
-- reference: none
select symbol, list_sort(list(distinct upper(exchange))) as names
from (
    select symbol, exchange from study_priced
    union
    select distinct symbol, exchange from study_input
)
where symbol is not null and exchange is not null
group by symbol
having count(distinct upper(exchange)) > 1
order by symbol;
