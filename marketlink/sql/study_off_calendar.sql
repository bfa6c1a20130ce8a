-- grain: one symbol with prices on days its exchange was shut
-- units: n counts such days, first is the earliest; relation study_symbol gives the exchange
-- reference: none
select p.symbol, count(distinct p.session) as n, min(p.session) as first
from input_price p
join study_symbol s on s.symbol = p.symbol and not s.own
anti join session c on c.exchange = s.code and c.session = p.session
where (p.total is not null or p.ret is not null)
    and p.session >= (select min(session) from session where exchange = s.code)
group by p.symbol
union all
select p.symbol, count(distinct p.session), min(p.session)
from input_price p
join study_symbol s on s.symbol = p.symbol and not s.own
where (p.total is not null or p.ret is not null)
    and p.session < (select min(session) from session where exchange = s.code)
group by p.symbol
order by all;
