-- grain: one study
-- units: the first day of its prices and events, 1800 at the earliest
-- reference: none
select greatest(
        least(
            (select min(first) from study_priced),
            (select min(coalesce(date::date, instant::timestamptz::date)) from input_event)
        ),
        date '1800-01-01'
    ) as day;
