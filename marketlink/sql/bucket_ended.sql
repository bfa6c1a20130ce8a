-- grain: one symbol that is known to have ended, and its last session
-- units: days
-- reference: none
create or replace temp table input_ended as select symbol, session from bucket_ended;
