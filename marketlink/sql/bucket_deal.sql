-- grain: one symbol of the events
-- units: bucket counts from 0
-- reference: none
create or replace temp table study_bucket as select symbol::varchar as symbol, bucket from dealt;
