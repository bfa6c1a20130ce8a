-- grain: one return of one stock and one of its regressors over the same two instants
-- units: simple, decimal; 0 where the regressor had no session in between, null where unknown
-- reference: as-of join on closing instants; sessions in between are compounded
select n.series, n.place, s.idx,
    case
        when s.from_session is null then b.ret
        when b.pos = a.pos then 0
        when b.pos = a.pos + 1 then b.ret
        else b.level / a.level - 1
    end as x
from study_need n
join study_step s on s.symbol = n.symbol
join study_mark b
    on b.regressor = n.regressor and b.code = if(n.by_date, '', n.code) and b.session = s.session
left join study_mark a
    on a.regressor = n.regressor and a.code = b.code and a.session = s.from_session
where s.ret is not null and (s.from_session is null or a.pos is not null);
