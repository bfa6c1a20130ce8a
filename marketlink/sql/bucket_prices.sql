-- grain: one usable line of the prices, with the bucket of its symbol, null where it has no event
-- units: close is what returns are taken from
-- reference: none
select p.symbol::varchar as symbol, session::date as date, total::double as close,
    null::double as adj_close, ret::double as ret, volume::double as volume,
    exchange::varchar as exchange, bucket
from input_price p left join study_bucket b on b.symbol = p.symbol
where p.symbol is not null and (total is not null or ret is not null);
