-- grain: one staged bar, in the order of symbol and session, and what its key stands for
-- units: as in raw_bar
-- reference: none
create or replace temp view check_bar as
select position as key, session, open, high, low, close, adj_close, volume from staged_bar;
create or replace temp view check_key as
select position as key, symbol, '' as series from staged_symbol;
create or replace temp view check_listing as select * from staged_symbol;
create or replace temp view check_action as
select symbol, session, kind, value from staged_action
union
select symbol, session, kind, value from action;
