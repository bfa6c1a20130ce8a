-- grain: one symbol over the sessions in which it names one security
-- units: valid_from and valid_to are sessions, both ends in, empty = open; exchange by ISO 10383
-- reference: basis = what `bar.close` is adjusted for; total_from = what total returns come from
create table symbol (
    symbol varchar not null, exchange varchar not null, currency varchar not null,
    kind varchar not null, name varchar not null,
    basis varchar not null check (basis in ('raw', 'split', 'total')),
    valid_from date, valid_to date,
    total_from varchar not null default 'actions' check (total_from in ('actions', 'adj_close'))
);
