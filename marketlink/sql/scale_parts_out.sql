-- grain: one distinct fit: a symbol and its day 0, by symbol and session
-- units: decimal; fit counts the rows of the file from 0; parameter: the file to write
-- reference: none
copy (
    select (row_number() over () - 1)::integer as fit, *
    from read_parquet(getvariable('scale_parts'))
) to $1 (format parquet, compression snappy);
