-- grain: one bar of a checked file
-- units: as in raw_bar
-- reference: bars with a flag of policy drop are left out
create or replace temp view staged_bar as
select key as position, session, open, high, low, close, volume, adj_close from check_bar
anti join (
    select check_key.key, found_flag.session
    from found_flag join check_key using (symbol)
    where found_flag.policy = 'drop'
) as dropped using (key, session);
