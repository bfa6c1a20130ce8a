-- grain: one held bar of a symbol of the file, within the file's days
-- units: as in bar; parameter: name of the series
-- reference: none
insert into file_row by name
select ? as series, bar.symbol, bar.session, bar.open, bar.high, bar.low, bar.close, bar.volume
from bar join (
    select symbol, min(session) as first, max(session) as last from file_row group by symbol
) as span on span.symbol = bar.symbol and bar.session between span.first and span.last;
