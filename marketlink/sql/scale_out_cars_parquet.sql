-- grain: one valid event and window, in input order
-- units: as the cars table of any study; empirical p-values are left to the small path
-- reference: none
copy (
    with fitted as (
        select row_number() over () - 1 as fit, [*columns('^car_-?[0-9]+_-?[0-9]+$')] as car,
            [*columns('^car_se_-?[0-9]+_-?[0-9]+$')] as car_se,
            [*columns('^scar_-?[0-9]+_-?[0-9]+$')] as scar, [*columns('^p_t_[0-9]+$')] as p_t,
            [*columns('^bhar_-?[0-9]+_-?[0-9]+$')] as bhar
        from read_parquet(getvariable('scale_fits_files')) f
        positional join scale_p
    ),
    rows as (
        select m.event_id, m.n, unnest(getvariable('scale_windows')) as w,
            unnest(range(len(getvariable('scale_windows')))) as place,
            unnest(f.car) as car, unnest(f.car_se) as car_se, unnest(f.scar) as scar,
            unnest(f.p_t) as p_t, unnest(f.bhar) as bhar
        from (
            select *, row_number() over () as n
            from read_parquet(getvariable('scale_mapped_file'))
        ) m
        join fitted f on f.fit = m.fit
        where m.outcome = 'ok'
    )
    select event_id, w.tau_from, w.tau_to, car, car_se, scar as t,
        nullif(p_t, 'nan'::double) as p_t, scar, null::double as p_sq,
        null::double as p_placebo, null::double as p_floor, bhar
    from rows order by n, place
) to $1 (format parquet, compression zstd);
