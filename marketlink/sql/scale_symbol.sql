-- grain: one symbol with prices that the events or their benchmarks name
-- units: id counts symbols in alphabetical order
-- reference: none
create or replace temp table scale_symbol as
select symbol, code, own, (row_number() over (order by symbol) - 1)::integer as id
from study_symbol;
