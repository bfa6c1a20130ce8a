-- grain: one symbol with prices on days its exchange was shut, or from before its calendar begins
-- units: n counts such days, first is the earliest, days counts all of the symbol
-- reference: relation study_symbol gives the exchange
with shut as (
    select p.symbol, false as before, count(distinct p.session) as n, min(p.session) as first
    from input_price p
    join study_symbol s on s.symbol = p.symbol and not s.own
    anti join session c on c.exchange = s.code and c.session = p.session
    where (p.total is not null or p.ret is not null)
        and p.session >= (select min(session) from session where exchange = s.code)
    group by p.symbol
    union all
    select p.symbol, true, count(distinct p.session), min(p.session)
    from input_price p
    join study_symbol s on s.symbol = p.symbol and not s.own
    where (p.total is not null or p.ret is not null)
        and p.session < (select min(session) from session where exchange = s.code)
    group by p.symbol
)
select s.symbol, s.before, s.n, s.first, d.days
from shut s
join (
    select symbol, count(distinct session) as days from input_price
    where symbol in (select symbol from shut)
    group by symbol
) d on d.symbol = s.symbol
order by all;
