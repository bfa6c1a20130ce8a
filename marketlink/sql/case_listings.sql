-- grain: one symbol of the snapshot
-- units: currency by ISO 4217; first and last usable session; valid_to: the end it was given
-- reference: usable means in the view price
select symbol.symbol, any_value(symbol.exchange), any_value(symbol.currency),
    any_value(symbol.name), coalesce(any_value(bars.source), ''), min(price.session),
    max(price.session), if(bool_or(valid_to is null), null, max(valid_to))
from symbol
left join (select distinct symbol, source from bar) as bars using (symbol)
left join price using (symbol)
group by symbol.symbol
order by symbol.symbol;
