-- grain: one regressor at one closing instant (code) or on one day (code empty) of a stock's calendar
-- units: level of the regressor at that instant, ret its own last return, pos its row there
-- reference: only where the regressor has a price for the last session of its own that has closed
create or replace temp table study_mark as
with pair as (select distinct code, regressor from study_need where not by_date),
close_of as (
    select pair.code, pair.regressor, s.session, s.key
    from pair join study_session s on s.code = pair.code
),
latest as (
    select c.code, c.regressor, c.session, b.pos, b.level, b.ret, b.code as home, b.idx, c.key
    from close_of c
    asof join study_step b on b.symbol = c.regressor and c.key >= b.key
)
select l.code, l.regressor, l.session, l.pos, l.level, l.ret
from latest l
asof join study_session h on h.code = l.home and l.key >= h.key
where h.idx = l.idx
union all
select '', symbol, session, pos, level, ret
from study_step
where symbol in (select regressor from study_need where by_date);
