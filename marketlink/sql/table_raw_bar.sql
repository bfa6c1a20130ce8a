-- grain: one bar of one held history and session, as fetched
-- units: prices in the listing's currency, volume in shares; history is history.id
-- reference: none; symbol.basis says what the source had already adjusted `close` for
create table raw_bar (
    history integer not null, session date not null,
    open double, high double, low double, close double, volume double, adj_close double
);
