-- Bringing a store of an earlier version forward (marketlink/store/schema.py).
--

-- step: 1_2
-- reference: stores of version 1 held only symbols whose total returns come from actions
alter table symbol add column total_from varchar default 'actions';
create table flag (
    symbol varchar not null, session date, fault varchar not null,
    policy varchar not null check (policy in ('drop', 'skip', 'flag', 'keep')),
    detail varchar not null
);

-- step: 2_3
-- grain: every store of schema version 2 (empty tables for articles, events and feeds)
-- reference: articles and feeds are files beside the store; nothing ever wrote these tables
drop table if exists article;
drop table if exists event;
drop table if exists feed;

-- step: 3_4
-- grain: every store of schema version 3 (no disputed days, articles or events)
-- reference: the next refresh fills them, from flags, calendars and what lies beside the store
create table disputed_day (
    exchange varchar not null, day date not null, what varchar not null, rule varchar not null,
    symbols integer not null
);
create table article (
    digest varchar not null, source varchar not null, url varchar, title varchar,
    publisher varchar, language varchar not null, published varchar, grade varchar not null,
    media_type varchar not null, feed varchar, path varchar not null, added timestamptz not null
);
create table event (
    article varchar not null, event_id varchar not null, symbol varchar not null,
    exchange varchar not null, instant timestamptz, day date, zone varchar, day0 date,
    rule varchar not null, benchmark varchar
);

-- step: 4_5
-- grain: every store of schema version 4 (symbol, source and vintage in every bar)
-- reference: a symbol had one source and one vintage there, too
create table history (
    id integer not null, symbol varchar not null,
    source varchar not null, vintage timestamptz not null
);
insert into history
select row_number() over (order by symbol), symbol, max(source), max(vintage)
from bar group by symbol;
create table raw_bar (
    history integer not null, session date not null,
    open double, high double, low double, close double, volume double, adj_close double
);
insert into raw_bar
select history.id, bar.session, bar.open, bar.high, bar.low, bar.close, bar.volume, bar.adj_close
from bar join history using (symbol);
drop table bar;

-- step: 5_6
-- grain: article and event were copies of the folder of articles, which now comes into the store
-- reference: docs/store.md
drop table if exists article;
drop table if exists event;
