-- grain: one row of a file whose symbol and series are written in several ways
-- units: none
-- reference: none
update file_row set key = joined.key
from (
    select code, key from file_name join file_key using (symbol, series) where code <> key
) as joined
where joined.code = file_row.key;
