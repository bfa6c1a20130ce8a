-- grain: one symbol as the prices have it
-- units: symbol is the code it is read as
-- reference: none
select distinct l.symbol as raw, l.plain as symbol, b.bucket::bigint as bucket
from study_line l left join study_bucket b on b.symbol = l.plain
where l.plain is not null;
