-- grain: one symbol of a study with days that have several lines, or no usable price
-- units: counts of days
-- reference: relation study_bar
select symbol, count(*) filter (copies > 1), count(*) filter (not usable)
from study_bar
group by symbol
having count(*) filter (copies > 1 or not usable) > 0
order by symbol;
