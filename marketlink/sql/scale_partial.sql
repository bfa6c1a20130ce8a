-- grain: one study
-- units: n counts valid events that lack a return in their event window, ids are the first of them
-- reference: none
with fit as (
    select row_number() over () - 1 as fit, * from read_parquet(getvariable('scale_fits_files'))
),
whole as (select fit from fit where not isnan(columns('^ar_-?\d+$'))),
mapped as (
    select event_id, outcome, fit, row_number() over () as n
    from read_parquet(getvariable('scale_mapped_file'))
)
select count(*) as n, coalesce(list(event_id order by n)[:5], []) as ids
from mapped where outcome = 'ok' and fit not in (select fit from whole);
