-- grain: none; whether the events of a large study need what only the small path has
-- units: counts
-- reference: none
select count(*) as events, count(benchmark) as benchmarks, count(problem) as problems,
    count(*) - count(distinct event_id) as repeated, count(distinct "group") as groups
from input_event;
