-- grain: one bar of one symbol and session, as fetched; one source and one vintage a symbol
-- units: prices in the listing's currency, volume in shares; vintage is the fetch instant (UTC)
-- reference: none; symbol.basis says what the source had already adjusted `close` for
create table bar (
    symbol varchar not null, session date not null,
    open double, high double, low double, close double, volume double, adj_close double,
    source varchar not null, vintage timestamptz not null
);
