-- grain: one symbol that is known to have ended
-- units: as in case_input_ended, whose rows these are
-- reference: none
create or replace temp table input_ended as
select symbol::varchar as symbol, session::date as session from copied;
