-- grain: one fault seen in one bar of one series, none yet
-- units: as in flag; series tells apart several sources of one symbol in one file
-- reference: docs/prices.md
create or replace temp table found_flag (
    symbol varchar, series varchar, session date, fault varchar, policy varchar, detail varchar
);
