-- grain: one day of one symbol of a study on which its file or store has a value
-- units: total is a price level, ret a simple decimal return; usable where a return can be taken
-- reference: two different values for one day make it unusable, two equal ones are one
create or replace temp table study_bar as
select p.symbol, s.code, p.session, any_value(p.total) as total, any_value(p.ret) as ret,
    any_value(p.volume) as volume, count(*) as copies,
    coalesce(min(p.total) = max(p.total), true) and coalesce(min(p.ret) = max(p.ret), true)
        and coalesce(
            any_value(p.total) > 0 and isfinite(any_value(p.total)),
            any_value(p.ret) >= -1 and isfinite(any_value(p.ret))
        ) as usable
from input_price p
join study_symbol s on s.symbol = p.symbol
where (p.total is not null or p.ret is not null)
    and (getvariable('study_as_of') is null or p.session <= getvariable('study_as_of'))
    and (s.own or exists (
        from session c where c.exchange = s.code and c.session = p.session
    ))
group by p.symbol, s.code, p.session;
