-- grain: one row for a prices file whose cells are days and numbers
-- units: counts of lines, as study_read_faults has them
-- reference: none
select count(*) as lines,
    count(*) filter (study_label(symbol) is null) as without_symbol,
    count(*) filter (date is null) as without_day,
    0 as not_numbers,
    count(*) filter (ret is not null and not isnan(ret)) as returns,
    count(*) filter (not isnan(coalesce(close, adj_close, ret, 'nan'::double))) as numbers,
    median(abs(nullif(ret, 'nan'::double))) as middle
from study_typed;
