-- grain: one symbol that lacks a bar on a session between its first and last bar
-- units: sessions of the symbol's exchange; recent = among the last 250; listed = the latest five
-- reference: a return over a gap spans several sessions (docs/prices.md)
with held as (
    select bar.symbol, symbol.exchange, min(bar.session) as first, max(bar.session) as last
    from bar join symbol using (symbol) group by all
),
expected as (
    select held.symbol, session.session,
        row_number() over (partition by held.symbol order by session.session desc) as age
    from held join session
        on session.exchange = held.exchange and session.session between held.first and held.last
)
select expected.symbol, count(*) as missing, count(*) filter (age <= 250) as recent,
    count(*) filter (age <= 20) as newest, list(expected.session order by age)[:5] as listed
from expected anti join bar
    on bar.symbol = expected.symbol and bar.session = expected.session
group by expected.symbol order by expected.symbol;
