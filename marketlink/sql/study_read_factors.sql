-- grain: one factor on one day
-- units: simple, decimal; two different values for one day make it unusable
-- reference: a line of study_file holds one value: its factor stands as symbol, its value as ret
insert into input_factor
select study_bar_day(study_blank(date)), symbol, any_value(try_cast(study_blank(ret) as double))
from study_file
where study_blank(ret) is not null and study_bar_day(study_blank(date)) is not null
group by study_bar_day(study_blank(date)), symbol
having count(distinct try_cast(study_blank(ret) as double)) = 1;
