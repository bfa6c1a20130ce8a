-- grain: one row for a prices file whose cells are days and numbers
-- units: counts of lines, as study_read_faults has them; middle is a median of sizes of returns
-- reference: none
with line as (
    select symbol, count(*) as lines, count(date) as dated,
        count(ret) filter (not isnan(ret)) as returns,
        count(*) filter (not isnan(coalesce(close, adj_close, ret, 'nan'::double))) as numbers
    from study_typed group by symbol
)
select coalesce(sum(lines), 0)::bigint as lines,
    coalesce(sum(lines) filter (study_label(symbol) is null), 0)::bigint as without_symbol,
    coalesce(sum(lines - dated), 0)::bigint as without_day,
    0 as not_numbers,
    coalesce(sum(returns), 0)::bigint as returns,
    coalesce(sum(numbers), 0)::bigint as numbers,
    (select median(abs(ret)) from study_typed where not isnan(ret)) as middle
from line;
