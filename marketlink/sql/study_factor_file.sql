-- grain: one factor on one day of a factor file
-- units: simple, decimal; texts as they stand in the file
-- reference: none
create or replace temp table study_factor_file (date varchar, name varchar, value varchar);
