-- grain: one day of one factor of a file that a return can be compounded with
-- units: day counts from 1970-01-01; value is a simple decimal return
-- reference: none
select (session - date '1970-01-01')::integer as day, value
from input_factor
where name = ? and isfinite(value) and value > -1
    and (getvariable('study_as_of') is null or session <= getvariable('study_as_of'))
order by session;
