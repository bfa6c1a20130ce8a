-- grain: one factor on one day
-- units: simple, decimal; two different values for one day make it unusable
-- reference: none
create or replace temp table input_factor as
select study_bar_day(study_blank(date)) as session, name,
    any_value(try_cast(study_blank(value) as double)) as value
from study_factor_file
where study_blank(value) is not null and study_bar_day(study_blank(date)) is not null
group by all
having count(distinct value) = 1;
