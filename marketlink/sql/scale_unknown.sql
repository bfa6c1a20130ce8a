-- grain: one symbol of the events that the prices have no usable line of
-- units: none
-- reference: none
select distinct symbol
from input_event
where symbol is not null and symbol not in (
    select symbol from input_price where symbol is not null and (total is not null or ret is not null)
)
order by symbol;
