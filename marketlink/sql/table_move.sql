-- grain: one return of one symbol, to a session from the one before that has a price
-- units: returns and parts simple and decimal; t, gap_t, volume_t, range_t in standard errors
-- reference: made by marketlink/flow/moves.py from prices alone, so that no record holds it
create table if not exists move (
    symbol varchar not null, session date not null, history integer not null, ret double not null,
    spans integer, market_part double,
    foreign_part double, sector_part double, own_part double, t double, p double,
    volatility double, gap double, gap_t double, volume_t double, range_t double
);
