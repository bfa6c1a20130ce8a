-- grain: one symbol that two price files give different values on a day
-- units: n counts days, first is the earliest; study_every holds the earlier files
-- reference: none
select study_code(later.symbol) as symbol, count(distinct later.date) as n, min(later.date) as first
from study_typed later
join study_every earlier on study_code(earlier.symbol) = study_code(later.symbol)
    and earlier.date = later.date
where later.close <> earlier.close or later.adj_close <> earlier.adj_close
    or later.ret <> earlier.ret or later.volume <> earlier.volume
group by all
order by 1;
