-- grain: one session of one calendar: an exchange's, or the own days of a symbol without one
-- units: key is the closing instant (UTC), null for own days; idx counts sessions without a gap
-- reference: none
create or replace temp table study_session as
select exchange as code, session, idx, close as key
from session
where exchange in (select code from study_symbol where not own)
union all
select code, session, row_number() over (partition by code order by session) - 1, null
from study_bar
where symbol in (select symbol from study_symbol where own);
