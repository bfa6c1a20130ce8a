-- grain: one factor of a file on one day
-- units: simple decimal returns; level compounds them; pos counts the file's days
-- reference: factor files have no closing instants, so they are matched by date
insert into study_mark
select '', name, session,
    row_number() over (partition by name order by session),
    exp(sum(ln(1 + value)) over (partition by name order by session)),
    value
from input_factor
where isfinite(value) and value > -1
    and (getvariable('study_as_of') is null or session <= getvariable('study_as_of'));
