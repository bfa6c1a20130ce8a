-- grain: one return of one stock (symbol_id) at its session idx
-- units: simple, decimal; span counts the sessions it covers (null for a file's first return)
-- reference: none
select i.id, s.idx, s.ret, coalesce(s.span, 1) as span, s.volume
from study_step s join study_id i on i.symbol = s.symbol
where s.ret is not null;
