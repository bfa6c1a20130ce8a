-- grain: every store of schema version 1 (symbol without total_from, no flags)
-- units: none
-- reference: stores of version 1 held only symbols whose total returns come from actions
alter table symbol add column total_from varchar default 'actions';
create table flag (
    symbol varchar not null, session date, fault varchar not null,
    policy varchar not null check (policy in ('drop', 'skip', 'flag', 'keep')),
    detail varchar not null
);
