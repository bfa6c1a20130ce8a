-- grain: one replacement of the whole history of one symbol
-- units: ratio = new over old close on the first session that differs; recorded is an instant (UTC)
-- reference: why is 'split', 'dividend', 'correction' or 'source'
create table price_revision (
    symbol varchar not null, recorded timestamptz not null, why varchar not null,
    session date, ratio double, changed bigint not null,
    old_source varchar not null, old_vintage timestamptz not null,
    new_source varchar not null, new_vintage timestamptz not null, detail varchar not null
);
