-- Macros of a store (marketlink/store/schema.py).
--

-- step: as_day
-- grain: one cell of a text file
-- units: a day; an instant is a day of the exchange's zone, unless midnight as written or counted
-- reference: forms are those of marketlink.tabular.days
create or replace macro as_day(cell, form, zone) as (
    case form
        when 'iso' then try_cast(cell as date)
        when 'instant' then if(
            regexp_matches(cell, '[ T]00:00(:00(\.0+)?)?\s*(Z|[+-])'),
            try_cast(left(trim(cell), 10) as date),
            (try_cast(cell as timestamptz) at time zone zone)::date)
        when 'seconds' then (to_timestamp(try_cast(cell as double))
            at time zone if(try_cast(cell as double) % 86400 = 0, 'UTC', zone))::date
        when 'millis' then (to_timestamp(try_cast(cell as double) / 1e3)
            at time zone if(try_cast(cell as double) % 86400e3 = 0, 'UTC', zone))::date
        when 'micros' then (to_timestamp(try_cast(cell as double) / 1e6)
            at time zone if(try_cast(cell as double) % 86400e6 = 0, 'UTC', zone))::date
        when 'nanos' then (to_timestamp(try_cast(cell as double) / 1e9)
            at time zone if(try_cast(cell as double) % 86400e9 = 0, 'UTC', zone))::date
        when 'compact' then try_strptime(left(trim(cell), 8), '%Y%m%d')::date
        when 'ymd' then try_cast(
            regexp_replace(cell, '^\D*(\d{4})\D+(\d{1,2})\D+(\d{1,2}).*$', '\1-\2-\3') as date)
        when 'dmy' then try_cast(
            regexp_replace(cell, '^\D*(\d{1,2})\D+(\d{1,2})\D+(\d{4}).*$', '\3-\2-\1') as date)
        when 'mdy' then try_cast(
            regexp_replace(cell, '^\D*(\d{1,2})\D+(\d{1,2})\D+(\d{4}).*$', '\3-\1-\2') as date)
        when 'named' then try_strptime(
            regexp_replace(trim(cell), '[.,]', '', 'g'),
            ['%b %d %Y', '%B %d %Y', '%d-%b-%y', '%d-%B-%y', '%d %b %y', '%d %B %y', '%d %b %Y',
                '%d-%b-%Y', '%d %B %Y', '%d-%B-%Y']
        )::date
    end
);

-- step: as_number
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

-- step: moved
-- grain: two prices of the same symbol and session
-- units: none; true where one is missing, or they differ by more than 1e-6 of the old one
-- reference: float32 rounding of a vendor's adjusted prices stays below it
create or replace macro moved(fresh, old) as
    (fresh is null) <> (old is null) or abs(fresh - old) > 1e-6 * abs(old);
