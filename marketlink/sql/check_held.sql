-- grain: one held bar of a symbol of the file, within the file's days
-- units: as in raw_bar
-- reference: the series is that of prices.prepared.HELD
insert into file_key
select (select max(key) from file_key) + row_number() over (order by symbol), symbol, 'the store'
from history semi join file_key using (symbol);
insert into file_row by name
select held.key, bar.session, bar.open, bar.high, bar.low, bar.close, bar.volume
from raw_bar as bar
join history on history.id = bar.history
join (
    select symbol, min(session) as first, max(session) as last
    from file_row join file_key using (key) group by symbol
) as span on span.symbol = history.symbol and bar.session between span.first and span.last
join (from file_key where series = 'the store') as held on held.symbol = history.symbol;
