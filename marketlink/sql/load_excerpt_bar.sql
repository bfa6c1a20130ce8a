-- grain: one bar of the embedded excerpt, for load_bar
-- units: split-adjusted prices in the listing's currency; parameters: source, vintage, file
-- reference: data/excerpt/README.md
create or replace temp table loaded_bar as
select symbol, date as session, open, high, low, close, volume, null::double as adj_close,
    ? as source, ?::timestamptz as vintage
from read_csv(?, auto_detect = false, delim = ',', header = true, columns = {
    symbol: 'varchar', date: 'date', open: 'double', high: 'double', low: 'double',
    close: 'double', volume: 'double'
});
