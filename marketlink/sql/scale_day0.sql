-- grain: one distinct fit, in the order of the files
-- units: day from 1970-01-01
-- reference: none
select (day0 - date '1970-01-01')::integer as day
from read_parquet(getvariable('scale_fits_files'));
