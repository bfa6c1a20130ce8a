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
