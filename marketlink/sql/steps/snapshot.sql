-- A copy of what one case needs of a store (marketlink/pipeline/snapshot.py).
--
-- Relations:
-- price: one usable price of the snapshot, as in the view of this name, before which it stands
--     columns: symbol, session, close, total
--     made by: price
--     read by: price, listings, case.sql, holdings.sql

-- step: symbol
-- grain: one row of the symbol table of the wanted symbols
-- units: as stored
-- reference: parameters are the symbols and a day that is not used here
select * from symbol where list_contains(?, symbol) and ? is not null order by symbol, valid_from;

-- step: bar
-- grain: one bar of the wanted symbols, up to a day
-- units: as in bar
-- reference: parameters are the symbols and the last day
select history.symbol, bar.session, bar.open, bar.high, bar.low, bar.close, bar.volume,
    bar.adj_close, history.source, history.vintage
from raw_bar as bar
join (from history where list_contains(?, symbol)) as history on history.id = bar.history
where bar.session <= ?
order by history.symbol, bar.session;

-- step: action
-- grain: one row of the action table of the wanted symbols, up to a day
-- units: as stored
-- reference: parameters are the symbols and the last day
select * from action where list_contains(?, symbol) and session <= ? order by symbol, session, kind, value;

-- step: flag
-- grain: one flagged bar (or symbol) of the wanted symbols, up to a day
-- units: as stored
-- reference: parameters are the symbols and the last day
select * from flag where list_contains(?, symbol) and (session is null or session <= ?)
order by symbol, session, fault, detail;

-- step: session
-- grain: one session of the wanted exchanges
-- units: instants in UTC
-- reference: the parameter is the list of exchanges
select * from session where list_contains(?, exchange) order by exchange, session;

-- step: price
-- units: as in the view price
-- reference: worked out once, as every table of a case asks for it
create or replace temp table price as from main.price;

-- step: listings
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
