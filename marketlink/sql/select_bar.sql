-- grain: one bar of one symbol
-- units: open to adj_close as fetched; close split-adjusted; total = level with dividends
-- reference: parameters: symbol, first and last session (null = open)
select bar.symbol, bar.session, bar.open, bar.high, bar.low, bar.close as raw_close, bar.volume,
    bar.adj_close, price.close, price.total, flagged.fault
from bar
left join price on price.symbol = bar.symbol and price.session = bar.session
left join (
    select symbol, session, string_agg(fault, ' ' order by fault) as fault from flag group by all
) as flagged on flagged.symbol = bar.symbol and flagged.session = bar.session
where bar.symbol = $1 and bar.session between coalesce($2, bar.session) and coalesce($3, bar.session)
order by bar.session;
