-- grain: one return of one symbol, from one session with a price to the next one with a price
-- units: ret simple and decimal over span sessions; level follows total returns; pos counts rows
-- reference: CRSP: a return after missing prices is the one since the last price, and may be -100 %
create or replace temp table study_step as
select b.symbol, b.code, b.session, s.idx, s.key, b.volume,
    lag(b.session) over w as from_session,
    (s.idx - lag(s.idx) over w)::integer as span,
    row_number() over w as pos,
    coalesce(b.total, exp(sum(ln(greatest(1 + b.ret, 1e-300))) over w)) as level,
    coalesce(b.ret, b.total / lag(b.total) over w - 1) as ret
from study_bar b
join study_session s on s.code = b.code and s.session = b.session
where b.usable
window w as (partition by b.symbol order by b.session);
