-- grain: one bar of a checked file of which nothing is dropped
-- units: as in raw_bar
-- reference: none
create or replace temp view staged_bar as
select key as position, session, open, high, low, close, volume, adj_close from check_bar;
