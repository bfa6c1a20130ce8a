-- grain: one line of a prices file read as texts
-- units: days and numbers; what is none is null
-- reference: none
insert into study_typed
select symbol, study_bar_day(study_blank(date)), try_cast(study_blank(close) as double),
    try_cast(study_blank(adj_close) as double), try_cast(study_blank(ret) as double),
    try_cast(study_blank(volume) as double), exchange
from study_file;
