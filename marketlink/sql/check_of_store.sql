-- grain: one held bar, in the order of history and session, and what its key stands for
-- units: as in raw_bar
-- reference: none
create or replace temp table check_bar as
select history as key, session, open, high, low, close, adj_close, volume
from raw_bar order by history, session;
create or replace temp view check_key as select id as key, symbol, '' as series from history;
create or replace temp view check_listing as select * from symbol;
create or replace temp view check_action as select symbol, session, kind, value from action;
