-- grain: one distinct fit: a symbol and its day 0
-- units: decimal; parameter: the file to write
-- reference: none
copy (
    select getvariable('scale_names')[symbol + 1] as symbol,
        date '1970-01-01' + day::integer as day0, n_est::integer as n_est,
        overlap::integer as overlap,
        nullif(columns(* exclude (symbol, day, n_est, overlap)), 'nan'::double)
    from scale_fits
) to $1 (format parquet, compression uncompressed, dictionary_size_limit 1);
