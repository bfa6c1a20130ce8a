-- grain: one factor of a file on one day
-- units: simple, decimal
-- reference: none
create or replace temp table input_factor as select session, name, value from bucket_factor;
