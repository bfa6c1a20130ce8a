-- grain: one session of one calendar of a study
-- units: day is the proleptic Gregorian ordinal (1 on 0001-01-01)
-- reference: none
select code, idx, (session - date '1970-01-01')::bigint + 719163 as day
from study_session order by code, idx;
