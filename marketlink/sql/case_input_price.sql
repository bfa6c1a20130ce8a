-- grain: one usable price of one symbol and session
-- units: total-return level in the listing's currency
-- reference: the relation that the study engine reads; returns are taken from total
create or replace temp table input_price as
select price.symbol, price.session, price.total, null::double as ret, bar.volume, symbol.exchange
from price
join bar using (symbol, session)
join (select distinct symbol, exchange from symbol) as symbol using (symbol)
order by price.symbol, price.session;
