-- grain: one session with a price of one symbol
-- units: close adjusted for splits, in the listing's currency; low and high on the same basis
-- reference: the parameter is the symbol
select price.session, price.close,
    bar.low * price.close / bar.close, bar.high * price.close / bar.close
from price
join bar using (symbol, session)
where price.symbol = ?
order by price.session;
