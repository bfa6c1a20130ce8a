-- grain: one bar of the wanted symbols, up to a day
-- units: as in bar
-- reference: parameters are the symbols and the last day
select history.symbol, bar.session, bar.open, bar.high, bar.low, bar.close, bar.volume,
    bar.adj_close, history.source, history.vintage
from raw_bar as bar
join (from history where list_contains(?, symbol)) as history on history.id = bar.history
where bar.session <= ?
order by history.symbol, bar.session;
