-- grain: one row of a file whose cells were read one by one
-- units: pair = symbol and, behind the separator of units, series
-- reference: none
create or replace temp view file_cell as
select symbol || if(series = '', '', chr(31) || series) as pair, * exclude (symbol, series)
from file_value;
