-- grain: one arriving bar of one symbol and session, from the relation staged_columns
-- units: as in raw_bar; position is that of the bar's symbol in staged_symbol
-- reference: none
create or replace temp table staged_bar as
select position, arrived.session::date as session, open, high, low, close, volume, adj_close
from staged_columns as arrived join staged_symbol as symbol using (position)
order by symbol.symbol, arrived.session;
