-- grain: one symbol that lacks a bar on a session between its first and last bar
-- units: sessions of the symbol's exchange; recent = among the last 250; listed = the latest five
-- reference: a return over a gap spans several sessions (docs/prices.md)
with held as (
    select bar.history, min(bar.session) as first, max(bar.session) as last
    from raw_bar as bar group by bar.history
),
expected as (
    select symbol.symbol, held.history, session.session,
        row_number() over (partition by symbol.symbol order by session.session desc) as age
    from held
    join history on history.id = held.history
    join symbol on symbol.symbol = history.symbol
    join session on session.exchange = symbol.exchange
        and session.session between held.first and held.last
)
select expected.symbol, count(*) as missing, count(*) filter (age <= 250) as recent,
    count(*) filter (age <= 20) as newest, list(expected.session order by age)[:5] as listed
from expected anti join raw_bar as bar
    on bar.history = expected.history and bar.session = expected.session
group by expected.symbol order by expected.symbol;
