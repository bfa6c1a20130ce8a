-- grain: one row for the factor file last staged
-- units: readable values, their median size and that of RF; no numbers, no returns, contradicted ones
-- reference: none
with cell as (
    select study_bar_day(study_blank(date)) as day, symbol as name, study_blank(ret) as text,
        try_cast(study_blank(ret) as double) as value
    from study_file
),
dated as (select * from cell where day is not null and text is not null),
disputed as (
    select count(*) as n from dated group by day, name having count(distinct value) > 1
)
select count(value), coalesce(median(abs(value)), 0),
    coalesce(median(abs(value)) filter (
        regexp_replace(lower(name), '[^a-z0-9]', '', 'g') in ('rf', 'riskfree', 'riskfreerate')), 0),
    count(*) filter (value is null), count(*) filter (not isfinite(value) or value <= -1),
    (select coalesce(sum(n), 0)::bigint from disputed)
from dated;
