-- grain: one symbol of a study with days that have several lines, or no usable price
-- units: counts of days
-- reference: none; the variable study_suspects names the symbols to look at day by day
select symbol, count(*) filter (copies > 1), count(*) filter (not usable)
from (
    select p.symbol, p.session, count(*) as copies,
        coalesce(min(p.total) = max(p.total), true) and coalesce(min(p.ret) = max(p.ret), true)
            and coalesce(min(p.total) > 0 and isfinite(max(p.total)),
                min(p.ret) >= -1 and isfinite(max(p.ret))) as usable
    from input_price p
    join study_symbol s on s.symbol = p.symbol
    where list_contains(getvariable('study_suspects')::varchar[], p.symbol)
        and (p.total is not null or p.ret is not null)
        and (getvariable('study_as_of') is null or p.session <= getvariable('study_as_of'))
        and (s.own or exists (
            from session c where c.exchange = s.code and c.session = p.session
        ))
    group by p.symbol, p.session
)
group by symbol
having count(*) filter (copies > 1 or not usable) > 0
order by symbol;
