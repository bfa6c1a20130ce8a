-- grain: one split or cash dividend of the embedded excerpt
-- units: dividends as paid on the ex-date; parameters: source, file
-- reference: data/excerpt/README.md
insert into action
select symbol, date, kind, value, ?
from read_csv(?, auto_detect = false, delim = ',', header = true, comment = '#', columns = {
    symbol: 'varchar', date: 'date', kind: 'varchar', value: 'double'
});
