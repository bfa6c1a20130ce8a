-- grain: one line of a prices file whose cells are days and numbers
-- units: as they stand; columns the file does not have are null
-- reference: none
create or replace temp table study_typed (
    symbol varchar, date date, close double, adj_close double, ret double, volume double,
    exchange varchar
);
