-- grain: one distinct fit, by its row
-- units: scar of every window, in order, and degrees of freedom
-- reference: none
select n_est - 2 as dof, columns('^scar_-?[0-9]+_-?[0-9]+$')
from read_parquet(getvariable('scale_fits_files'));
