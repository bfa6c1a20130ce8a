-- grain: one row for a table of prices
-- units: counts of lines, as in study_read_faults; numbers are typed
-- reference: none
select coalesce(sum(lines), 0)::bigint as lines,
    coalesce(sum(lines) filter (study_label(symbol) is null), 0)::bigint as without_symbol,
    coalesce(sum(without_day), 0)::bigint as without_day, 0 as not_numbers,
    coalesce(sum(returns), 0)::bigint as returns, coalesce(sum(numbers), 0)::bigint as numbers
from spark_priced;
