-- grain: one split or dividend known of the file's symbols: its own, or held in the store
-- units: as in action
-- reference: none
create or replace temp view check_action as
select symbol, session, kind, value from file_action
union
select symbol, session, kind, value from action;
