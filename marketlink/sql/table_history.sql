-- grain: one symbol's bars as they are held: from one source, of one fetch
-- units: vintage is the fetch instant (UTC); an id is never used again
-- reference: "One source and one vintage a symbol" in docs/store.md
create table history (
    id integer not null, symbol varchar not null,
    source varchar not null, vintage timestamptz not null
);
