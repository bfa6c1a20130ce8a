-- grain: one file
-- units: numbers that show a decimal comma, a decimal point, or a mark that may be either
-- reference: 1.234,5 and 12,5 show a comma; 1,234.5 and 12.5 a point; 71,400 and 71.400 may be either
with cell as (
    select regexp_replace(cell, '[^0-9,.]', '', 'g') as x from number_cell
    where contains(cell, ',') or contains(cell, '.')
)
select
    count(*) filter (regexp_full_match(x,
        '\d{1,3}(\.\d{3})+,\d+|\d*,(\d{1,2}|\d{4,})|0,\d+|\d{4,},\d+|\d{1,3}(\.\d{3}){2,}')),
    count(*) filter (regexp_full_match(x,
        '\d{1,3}(,\d{3})+\.\d+|\d*\.(\d{1,2}|\d{4,})|0\.\d+|\d{4,}\.\d+|\d{1,3}(,\d{3}){2,}')),
    count(*) filter (regexp_full_match(x, '[1-9]\d{0,2}[,.]\d{3}'))
from cell;
