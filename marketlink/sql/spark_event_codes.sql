-- grain: one symbol as the events have it
-- units: symbol is the code it is read as
-- reference: none
select distinct e.raw, e.symbol, b.bucket::bigint as bucket
from input_event e left join study_bucket b on b.symbol = e.symbol
where e.raw is not null;
