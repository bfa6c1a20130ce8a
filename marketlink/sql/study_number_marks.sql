-- grain: one file of a study
-- units: counts of numbers that show a decimal comma, a decimal point, or leave it open
-- reference: 1.234,5 and 12,5 show a comma; 1,234.5 and 12.5 a point; 71,400 may be either
with cell as (
    select regexp_replace(study_core(unnest([close, adj_close, ret, volume])), '[^0-9,.]', '', 'g')
        as x
    from study_file
)
select
    count(*) filter (regexp_full_match(x,
        '\d{1,3}(\.\d{3})+,\d+|\d*,(\d{1,2}|\d{4,})|0,\d+|\d{4,},\d+|\d{1,3}(\.\d{3}){2,}')),
    count(*) filter (regexp_full_match(x,
        '\d{1,3}(,\d{3})+\.\d+|\d*\.(\d{1,2}|\d{4,})|0\.\d+|\d{4,}\.\d+|\d{1,3}(,\d{3}){2,}')),
    count(*) filter (regexp_full_match(x, '[1-9]\d{0,2},\d{3}'))
from cell;
