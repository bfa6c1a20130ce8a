-- grain: one day of one symbol with a price or a return
-- units: day counts from 1970-01-01; value is a price level, or where is_ret a decimal return
-- reference: none
select s.id, (p.session - date '1970-01-01')::integer as day,
    coalesce(p.ret, p.total) as value, p.ret is not null as is_ret,
    if(getvariable('study_volume')::boolean, p.volume::double, null) as volume
from input_price p
join study_listed s on s.symbol = p.symbol
where (p.total is not null or p.ret is not null)
    and (getvariable('study_as_of') is null or p.session <= getvariable('study_as_of'));
