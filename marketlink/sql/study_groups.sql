-- grain: one group of a study's events
-- units: none
-- reference: none
select distinct coalesce(nullif("group", ''), 'all') as name from input_event order by name;
