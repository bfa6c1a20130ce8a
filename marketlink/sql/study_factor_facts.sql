-- grain: one row for the factor file last staged
-- units: how many values could be read, the median of their sizes
-- reference: none
select count(*), coalesce(median(abs(try_cast(study_blank(ret) as double))), 0)
from study_file
where study_bar_day(study_blank(date)) is not null
    and try_cast(study_blank(ret) as double) is not null;
