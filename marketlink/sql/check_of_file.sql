-- grain: one row of a file, in the order of symbol, series, session
-- units: as in bar
-- reference: none
create or replace temp view check_bar as
select symbol, series, session, open, high, low, close, adj_close, volume from file_bar;
