-- grain: arriving symbols, bars, actions and flags, empty
-- units: as in symbol, raw_bar, action and flag; first and last are the ends of the arriving bars
-- reference: a bar's position is that of its symbol
create or replace temp table staged_symbol (
    position integer, symbol varchar, exchange varchar, currency varchar, kind varchar,
    name varchar, basis varchar, total_from varchar, valid_from date, valid_to date,
    source varchar, vintage timestamptz, whole boolean, first date, last date
);
create or replace temp table staged_bar (
    position integer, session date, open double, high double, low double, close double,
    volume double, adj_close double
);
create or replace temp table staged_action (
    symbol varchar, session date, kind varchar, value double
);
create or replace temp table staged_flag (
    symbol varchar, session date, fault varchar, policy varchar, detail varchar
);
