-- grain: one input event, in input order
-- units: as the events table of any study; parameter: the file to write
-- reference: none
copy (
    select e.event_id, e.symbol, e."group",
        if(starts_with(s.code, 'own:'), null, s.code) as exchange, e.instant, m.day0,
        case
            when m.day0 is null then ''
            when e.instant is not null and not s.own
                then 'instant: the first session that closes after it'
            when e.instant is not null then 'instant: the first own date on or after its day'
            when e.date = m.day0 then 'day: its own session'
            when s.own then 'day: no price, the next own date'
            else 'day: closed, the next session'
        end as rule,
        m.outcome, f.n_est, getvariable('scale_length') - f.n_est as n_missing, f.alpha, f.beta,
        f.sigma, f.r2, f.overlap::bigint as overlap
    from (select *, row_number() over () as n from input_event) e
    join (
        select outcome, day0, fit, row_number() over () as n
        from read_parquet(getvariable('scale_mapped_file'))
    ) m on m.n = e.n
    left join (
        select row_number() over () - 1 as fit, n_est, overlap, alpha, beta, sigma, r2
        from read_parquet(getvariable('scale_fits_files'))
    ) f on f.fit = m.fit
    left join scale_symbol s on s.symbol = e.symbol
    order by e.n
) to $1 (format parquet, compression zstd);
