-- grain: one cell of a text file
-- units: as written; K, M, B and 천, 만, 백만, 억 multiply; empty and N/A words give null, junk gives NaN
-- reference: decimal is the file's decimal mark, '.' or ','
create or replace macro as_number(cell, decimal_mark) as (
    case when cell is null
            or lower(trim(cell)) in ('', '-', '--', 'nan', 'na', 'n/a', '#n/a', 'null', 'none', '.')
        then null
        when decimal_mark = '.' and isfinite(try_cast(replace(cell, ',', '') as double))
            and not contains(cell, '_')
        then try_cast(replace(cell, ',', '') as double)
        else coalesce(
            try_cast(
                regexp_extract(
                    if(decimal_mark = ',',
                        replace(replace(regexp_replace(cell, '[\s\x{00A0}\x{2009}\x{202F}''’₩$€£¥원]', '', 'g'), '.', ''), ',', '.'),
                        replace(regexp_replace(cell, '[\s\x{00A0}\x{2009}\x{202F}''’₩$€£¥원]', '', 'g'), ',', '')),
                    '^\(?([+-]?[0-9.]+(?:[eE][+-]?[0-9]+)?)(%|[kmbtKMBT]|천|만|백만|억)?주?\)?$', 1)
                as double)
            * case
                when regexp_matches(trim(cell), '%\)?$') then 0.01
                when regexp_matches(trim(cell), '[kK천]주?$') then 1e3
                when regexp_matches(trim(cell), '백만주?$') then 1e6
                when regexp_matches(trim(cell), '만주?$') then 1e4
                when regexp_matches(trim(cell), '억주?$') then 1e8
                when regexp_matches(trim(cell), '[mM]$') then 1e6
                when regexp_matches(trim(cell), '[bB]$') then 1e9
                when regexp_matches(trim(cell), '[tT]$') then 1e12
                else 1 end
            * if(regexp_matches(trim(cell), '^\(.*\)$'), -1, 1),
            'nan'::double)
    end
);
