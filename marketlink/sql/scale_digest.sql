-- grain: one row over all prices of a study
-- units: sums of row hashes, so that the order of rows does not matter
-- reference: none
select count(*) as n, sum(hash(symbol, session, total, ret)::hugeint)::varchar as total
from input_price;
