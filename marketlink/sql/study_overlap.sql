-- grain: one symbol that two price files give different values on a day
-- units: n counts days, first is the earliest; study_every holds the earlier files
-- reference: none; codes are made before they are joined, or days alone would be
with later as materialized (
    select study_code(symbol) as code, date, close, adj_close, ret, volume from study_typed
),
earlier as materialized (
    select study_code(symbol) as code, date, close, adj_close, ret, volume from study_every
)
select later.code as symbol, count(distinct later.date) as n, min(later.date) as first
from later
join earlier on earlier.code = later.code and earlier.date = later.date
where later.close <> earlier.close or later.adj_close <> earlier.adj_close
    or later.ret <> earlier.ret or later.volume <> earlier.volume
group by all
order by 1;
