-- grain: one bar of the embedded excerpt
-- units: split-adjusted prices in the listing's currency; parameters: source, vintage, file
-- reference: data/excerpt/README.md
insert into bar
select symbol, date, open, high, low, close, volume, null, ?, ?::timestamptz
from read_csv(?, auto_detect = false, delim = ',', header = true, columns = {
    symbol: 'varchar', date: 'date', open: 'double', high: 'double', low: 'double',
    close: 'double', volume: 'double'
});
