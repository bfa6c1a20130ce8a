-- grain: one symbol of a study with days that have several lines, or no usable price
-- units: counts of days
-- reference: a price what is usable; a first scan leaves few symbols to look at day by day
with line as (
    select symbol, session, total, ret
    from input_price
    where (total is not null or ret is not null)
        and (getvariable('study_as_of') is null or session <= getvariable('study_as_of'))
),
suspect as (
    select symbol from line group by symbol
    having count(*) > count(distinct session) or min(total) <= 0 or not isfinite(max(total))
        or min(ret) < -1 or not isfinite(max(ret))
),
day as (
    select l.symbol, l.session, count(*) as copies,
        coalesce(min(l.total) = max(l.total), true) and coalesce(min(l.ret) = max(l.ret), true)
            and coalesce(min(l.total) > 0 and isfinite(max(l.total)),
                min(l.ret) >= -1 and isfinite(max(l.ret))) as usable
    from line l join study_symbol s on s.symbol = l.symbol
    where l.symbol in (from suspect) and (s.own or exists (
        from session c where c.exchange = s.code and c.session = l.session
    ))
    group by l.symbol, l.session
)
select symbol, count(*) filter (copies > 1), count(*) filter (not usable)
from day
group by symbol
having count(*) filter (copies > 1 or not usable) > 0
order by symbol;
