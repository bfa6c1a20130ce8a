-- grain: one factor on one day
-- units: simple, decimal
-- reference: none
create table if not exists input_factor (session date, name varchar, value double);
