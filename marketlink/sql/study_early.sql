-- grain: one study
-- units: whether an event that prices reach lies before the calendar of New York begins
-- reference: none
select count(*) > 0 as early
from (select coalesce(date::date, instant::timestamptz::date) as day from input_event)
where day >= (select min(first) from study_priced)
    and day < (select min(session) from session where exchange = 'XNYS');
