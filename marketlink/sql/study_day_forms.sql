-- grain: one file of a study
-- units: days written with day and month as numbers, the largest of each, an example, if they prevail
-- reference: none
with written as (
    select trim(unnest([date, instant])) as x from study_file
),
slashed as (select x from written where regexp_matches(x, study_slashed()))
select count(*), max(regexp_extract(x, study_slashed(), 1)::integer),
    max(regexp_extract(x, study_slashed(), 2)::integer),
    coalesce(bool_and(regexp_matches(x, '^\d{1,2}\s*\.')), false), min(x),
    count(*) > (select count(*) from written where study_blank(x) is not null) / 2
from slashed;
