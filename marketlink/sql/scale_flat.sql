-- grain: one study
-- units: n counts the valid events whose estimation days leave no spread, ids are the first of them
-- reference: none
select count(*) as n, coalesce(list(m.event_id order by m.n)[:5], []) as ids
from (
    select event_id, outcome, fit, row_number() over () as n
    from read_parquet(getvariable('scale_mapped_file'))
) m
join (
    select row_number() over () - 1 as fit, sigma
    from read_parquet(getvariable('scale_fits_files'))
) f on f.fit = m.fit
where m.outcome = 'ok' and f.sigma = 0;
