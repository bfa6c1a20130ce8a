-- grain: one row of a file, in the order of key and session, and what its key stands for
-- units: as in raw_bar
-- reference: none
create or replace temp view check_bar as
select key, session, open, high, low, close, adj_close, volume from file_bar;
create or replace temp view check_key as select key, symbol, series from file_key;
