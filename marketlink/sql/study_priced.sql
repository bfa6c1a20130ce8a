-- grain: one symbol and exchange of prices or returns
-- units: first is the earliest session
-- reference: none
create or replace temp table study_priced as
select symbol, exchange, min(session) as first
from input_price
where symbol is not null and (total is not null or ret is not null)
group by all;
