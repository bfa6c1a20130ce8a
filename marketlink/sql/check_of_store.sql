-- grain: one held bar, in the order of symbol and session
-- units: as in bar
-- reference: none
create or replace temp table check_bar as
select symbol, '' as series, session, open, high, low, close, adj_close, volume
from bar order by symbol, session;
create or replace temp view check_listing as select * from symbol;
create or replace temp view check_action as select symbol, session, kind, value from action;
