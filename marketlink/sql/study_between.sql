-- grain: one session of another market that closed between a stock's last close and its day 0
-- units: parameters: the stock's symbol, its day 0, the other symbol
-- reference: none
with usable as (
    select p.symbol, p.session, c.close
    from input_price p
    join study_symbol s on s.symbol = p.symbol
    join session c on c.exchange = s.code and c.session = p.session
    where p.symbol in ($1, $3) and (p.total > 0 or p.ret is not null)
),
stock as (
    select max(close) filter (session < $2) as before, max(close) filter (session = $2) as close
    from usable where symbol = $1
)
select distinct other.session
from usable other, stock
where other.symbol = $3 and other.close > stock.before and other.close <= stock.close
order by other.session;
