-- grain: every store of schema version 4 (symbol, source and vintage in every bar)
-- units: none
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
