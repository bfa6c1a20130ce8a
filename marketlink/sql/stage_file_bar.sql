-- grain: one bar of a checked file
-- units: as in bar
-- reference: bars with a flag of policy drop are left out
create or replace temp view staged_bar as
select symbol, session, open, high, low, close, volume, adj_close from check_bar
anti join (from found_flag where policy = 'drop') as dropped using (symbol, session);
