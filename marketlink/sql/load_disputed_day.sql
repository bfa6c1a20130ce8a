-- grain: one day on which the sources of an exchange's calendar disagree
-- units: parameter: exchange; the relation staged_day holds the days
-- reference: none
insert into disputed_day select ?, day::date, what, rule, 0 from staged_day;
