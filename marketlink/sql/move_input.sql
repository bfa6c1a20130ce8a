-- grain: one return of one of these symbols from a session on, with what its bar says beside it
-- units: ret simple; gap simple, of the open over the close before, on the level of the day's price
-- reference: parameters: symbols, first session; made for marketlink/flow/moves.py
select returns.symbol, returns.session, session.idx::integer as idx,
    coalesce(returns.spans, 1)::integer as spans, returns.ret, history.id as history,
    if(bar.open > 0 and bar.close > 0, (1 + returns.ret) * bar.open / bar.close - 1, null) as gap,
    if(bar.volume > 0, ln(bar.volume), null) as volume,
    if(bar.high > bar.low and bar.low > 0, ln(ln(bar.high / bar.low)), null) as range
from returns
join symbol on symbol.symbol = returns.symbol
join session on session.exchange = symbol.exchange and session.session = returns.session
join history on history.symbol = returns.symbol
join bar on bar.symbol = returns.symbol and bar.session = returns.session
where list_contains(?, returns.symbol) and returns.session >= ?
order by returns.symbol, returns.session;
