-- grain: one row for a prices file
-- units: counts of lines whose day, symbol or number cannot be read
-- reference: none
select count(*) as lines,
    count(*) filter (study_label(symbol) is null) as without_symbol,
    count(*) filter (study_bar_day(study_blank(date)) is null) as without_day,
    count(*) filter (
        (study_blank(close) is not null and try_cast(study_blank(close) as double) is null)
        or (study_blank(adj_close) is not null
            and try_cast(study_blank(adj_close) as double) is null)
        or (study_blank(ret) is not null and try_cast(study_blank(ret) as double) is null)
    ) as not_numbers,
    count(*) filter (study_blank(ret) is not null) as returns,
    count(*) filter (
        coalesce(try_cast(study_blank(close) as double), try_cast(study_blank(adj_close) as double),
            try_cast(study_blank(ret) as double)) is not null
    ) as numbers,
    median(abs(try_cast(study_blank(ret) as double))) as middle
from study_file;
