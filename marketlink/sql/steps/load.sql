-- Bars, actions and sessions into a database that holds none of theirs (marketlink/prices/load.py,
-- marketlink/store/sessions.py, marketlink/store/copies.py).
--
-- Relations:
-- loaded_bar: one bar of a symbol that is not held yet
--     columns: symbol, session, open, high, low, close, volume, adj_close, source, vintage
--     made by: excerpt_bar, copied_bar
--     read by: bar

-- step: session
-- grain: one session of one exchange, from the relation staged_session
-- units: instants as seconds since 1970 (UTC); parameter: exchange
insert into session
select ?, session::date, idx, to_timestamp(open), to_timestamp(close), rule from staged_session;

-- step: disputed_day
-- grain: one day on which the sources of an exchange's calendar disagree
-- units: parameter: exchange; the relation staged_day holds the days
insert into disputed_day select ?, day::date, what, rule, 0 from staged_day;

-- step: excerpt_bar
-- grain: one bar of the embedded excerpt, for bar
-- units: split-adjusted prices in the listing's currency; parameters: source, vintage, file
-- reference: data/excerpt/README.md
create or replace temp table loaded_bar as
select symbol, date as session, open, high, low, close, volume, null::double as adj_close,
    ? as source, ?::timestamptz as vintage
from read_csv(?, auto_detect = false, delim = ',', header = true, columns = {
    symbol: 'varchar', date: 'date', open: 'double', high: 'double', low: 'double',
    close: 'double', volume: 'double'
});

-- step: excerpt_action
-- grain: one split or cash dividend of the embedded excerpt
-- units: dividends as paid on the ex-date; parameters: source, file
-- reference: data/excerpt/README.md
insert into action
select symbol, date, kind, value, ?
from read_csv(?, auto_detect = false, delim = ',', header = true, comment = '#', columns = {
    symbol: 'varchar', date: 'date', kind: 'varchar', value: 'double'
});

-- step: copied_symbol
-- grain: one copied row of the symbol table
-- units: as stored
-- reference: the relation copied is registered by the caller
insert into symbol by name select * from copied;

-- step: copied_bar
-- grain: one copied bar, for bar
-- units: as in bar
-- reference: the relation copied is registered by the caller
create or replace temp view loaded_bar as from copied;

-- step: bar
-- grain: one bar of the relation loaded_bar, which names its symbol, source and vintage
-- units: as in bar
-- reference: its symbols are none that is held
insert into history
select row_number() over (order by symbol) + (select coalesce(max(id), 0) from history),
    symbol, source, vintage
from (select distinct symbol, source, vintage from loaded_bar);
insert into raw_bar
select history.id, loaded.session, loaded.open, loaded.high, loaded.low, loaded.close,
    loaded.volume, loaded.adj_close
from loaded_bar as loaded join history using (symbol);

-- step: copied_action
-- grain: one copied row of the action table
-- units: as stored
-- reference: the relation copied is registered by the caller
insert into action by name select * from copied;

-- step: copied_flag
-- grain: one copied row of the flag table
-- units: as stored
-- reference: the relation copied is registered by the caller
insert into flag by name select * from copied;

-- step: copied_session
-- grain: one copied row of the session table
-- units: as stored
-- reference: the relation copied is registered by the caller
insert into session by name select * from copied;
