-- grain: one file of a study
-- units: of days in numbers how many, the largest of each, an example, if they prevail; of counts alike
-- reference: none
with written as (
    select trim(unnest([date, instant])) as x from study_file
),
filled as (select count(*) as n from written where study_blank(x) is not null),
slashed as (select x from written where regexp_matches(x, study_slashed())),
serial as (
    select min(x::double) as least, min(x) as example, count(*) > any_value(n) / 2 as prevails
    from written, filled where regexp_matches(x, study_serial())
)
select count(*), max(regexp_extract(x, study_slashed(), 1)::integer),
    max(regexp_extract(x, study_slashed(), 2)::integer),
    coalesce(bool_and(regexp_matches(x, '^\d{1,2}\s*\.')), false), min(x),
    count(*) > (select n from filled) / 2, (select least from serial),
    (select example from serial), coalesce((select prevails from serial), false)
from slashed;
