-- grain: one fault seen in one bar (session empty: in the whole history of the symbol)
-- units: none; values is what was seen, in words
-- reference: faults and policies are listed in docs/prices.md
create table flag (
    symbol varchar not null, session date, fault varchar not null,
    policy varchar not null check (policy in ('drop', 'skip', 'flag', 'keep')),
    detail varchar not null
);
