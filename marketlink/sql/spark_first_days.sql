-- grain: one study
-- units: days; the first with a price, and the first of the calendar of New York
-- reference: none
select (select min(first) from study_priced) as priced,
    (select min(session) from session where exchange = 'XNYS') as calendar;
