-- A table file of unknown dialect (marketlink/tabular).
--
-- Relations:
-- study_file: one line of a file of a study, before anything is read out of it
--     columns: event_id, symbol, date, instant, group, exchange, benchmark, close, adj_close, ret,
--         volume
--     made by: file, rewrite_days, rewrite_stamps, rewrite_numbers
--     read by: day_forms, rewrite_stamps, number_cell, inputs.sql
-- number_cell: one number of a file of a study, as written
--     columns: cell
--     made by: number_cell
--     read by: number_marks
-- study_read: one line of prices that were read as texts, or come from elsewhere
--     columns: symbol, date, close, adj_close, ret, volume, exchange
--     made by: typed, bucket.sql, inputs.sql, spark.sql
--     read by: typed, marketlink/study/files.py
-- study_typed: one line of the prices, as days and numbers: of study_read, or of files
--     columns: symbol, date, close, adj_close, ret, volume, exchange
--     made by: typed
--     read by: typed_count, typed_faults, inputs.sql, marketlink/study/files.py,
--         marketlink/tabular/typed.py
-- typed_count: one symbol and exchange as one file of prices spells them
--     columns: file, symbol, exchange, lines, dated, adjusted, returned, raw, bare, numbers
--     made by: typed_count
--     read by: typed_faults, inputs.sql

-- step: macros
-- grain: none; a macro
-- units: what a file's blank looks like, as null
create or replace macro study_blank(x) as
    if(lower(trim(x)) in ('', 'na', 'nan', 'n/a', 'null', 'none', '.', '-', '#n/a'), null, trim(x));
create or replace macro study_iso(x) as length(x) = 10 and x[5] = '-' and x[8] = '-'
    and x[1] between '0' and '9' and x[10] between '0' and '9' and try_cast(x as date) is not null;
create or replace macro study_day(x) as if(study_iso(x), try_cast(x as date), coalesce(
    try_cast(if(regexp_full_match(x, '\d{4}-\d{1,2}-\d{1,2}([ T]00:00(:00(\.0+)?)?)?'),
        split_part(replace(x, 'T', ' '), ' ', 1), null) as date),
    try_cast(try_strptime(
        if(regexp_full_match(x, '\d{8}(\.0+)?'), left(x, 8), null), '%Y%m%d') as date)
));
create or replace macro study_bar_day(x) as study_day(regexp_replace(regexp_replace(x,
    '([ T]00:00(:00(\.0+)?)?) ?(Z|UTC|[+-]\d{2}(:?\d{2})?)$', ''),
    '[ T]\d{1,2}:\d\d(:\d\d([.,]\d+)?)?( ?(\+(0[1-9]|1\d)|-(0\d|1\d))(:?\d{2})?)?$', ''));
create or replace macro study_label(x) as
    if(trim(x) in ('', 'nan', 'NaN', '<NA>', '#N/A', 'null', 'NULL'), null, trim(x));
create or replace macro study_code(x) as if(contains(x, '=') or contains(x, '''')
    or contains(x, '.0'),
    regexp_replace(study_label(x), '^(?:="?|'')(\w+)"?$|^(\d+)\.0$', '\1\2'), study_label(x));
create or replace macro study_has_clock(x) as regexp_matches(x, '^\d{4}-\d{1,2}-\d{1,2}[ T]\d');
create or replace macro study_has_zone(x) as
    regexp_matches(x, '\d([.,]\d+)?\s*(Z|z|UTC|[+-]\d{2}(:?\d{2})?)$') and study_has_clock(x);
create or replace macro study_plain_zone(x) as regexp_replace(regexp_replace(regexp_replace(
    replace(x, '−', '-'), '([+-]\d\d(:?\d\d)?|[Zz])\[[\w/+-]+\]$', '\1'),
    '(:\d\d),(\d+)', '\1.\2'), '\s*(Z|z|UTC|GMT)$', '+00');
create or replace macro study_colons(x) as regexp_replace(regexp_replace(x,
    '^(\d{4}-\d{1,2}-\d{1,2}[ T]\d\d)(\d\d)(\d\d)', '\1:\2:\3'),
    '^(\d{4}-\d{1,2}-\d{1,2}[ T]\d\d)(\d\d)', '\1:\2');
create or replace macro study_moment(x) as if(study_iso(x), x, regexp_replace(regexp_replace(
    study_colons(study_plain_zone(x)),
    '\s+([+-]\d\d(:?\d\d)?)$', '\1'),
    '^(\d{4}-\d{1,2}-\d{1,2}[ T]\d{1,2})([+-]\d\d(:?\d\d)?)$', '\1:00\2'));
create or replace macro study_instant(x) as try_cast(
    if(regexp_matches(x, '([+-]0\d|[+]1[0-3]|-1[0-2])(:?[0-5]\d)?$|[+]14(:?00)?$'),
        regexp_replace(x, '([+-]\d\d)(\d\d)$', '\1:\2'), null) as timestamptz);

-- step: dialect
-- grain: none; macros
-- units: a day written otherwise as ISO 8601, the clock after it kept; a number as a plain decimal
-- reference: first is 'dmy' or 'mdy' for days in numbers; mark is the decimal mark
create or replace macro study_slashed() as '^(\d{1,2})\s*[./-]\s*(\d{1,2})\s*[./-]\s*(\d{4})';
create or replace macro study_named() as
    '^(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*\.?,?\s*)?' ||
    '([A-Za-z]{3,9}\.? \d{1,2},? \d{4}|\d{1,2}[. -]{0,2}[A-Za-z]{3,9}\.?[ -]?\d{4})';
create or replace macro study_month_first(x) as
    try_strptime(regexp_replace(regexp_extract(x, study_named(), 1), '[., -]+', ' ', 'g'),
        ['%b %d %Y', '%B %d %Y', '%d %b %Y', '%d %B %Y', '%d%b%Y', '%d%B%Y'])::date;
create or replace macro study_compact() as
    '^(\d{4})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?:[ T](\d\d):?(\d\d)|(\d\d)(\d\d))';
create or replace macro study_serial() as '^\d{5}(\.\d+)?$';
create or replace macro study_written_day(x, first) as case
    when first = 'excel' and regexp_matches(x, study_serial()) then
        (timestamp '1899-12-30' + to_seconds(round(x::double * 86400)))::varchar
    when regexp_matches(x, study_compact() || '(\d\d)?$')
        or regexp_matches(x, '^\d{8}[ T]\d\d:?\d\d(:?\d\d([.,]\d+)?)?\s*([Zz+−-]|UTC|GMT)') then
        regexp_replace(regexp_replace(x, study_compact() || ':?(\d\d)', '\1-\2-\3 \4\6:\5\7:\8'),
            study_compact(), '\1-\2-\3 \4\6:\5\7')
    when regexp_matches(x, '^\d{4}\s*[./년年]') then
        regexp_replace(x, '^(\d{4})\s*[./년年]\s*(\d{1,2})\s*[./월月]\s*(\d{1,2})(?:\s*[.일日])?', '\1-\2-\3')
    when regexp_matches(x, study_slashed()) and first = 'mdy' then
        regexp_replace(x, study_slashed(), '\3-\1-\2')
    when regexp_matches(x, study_slashed()) and first = 'dmy' then
        regexp_replace(x, study_slashed(), '\3-\2-\1')
    when regexp_matches(x, study_named()) and study_month_first(x) is not null then
        study_month_first(x)::varchar
            || regexp_replace(regexp_replace(x, study_named(), ''), '^:', ' ')
    else x
end;
create or replace macro study_core(x) as regexp_replace(replace(x, '−', '-'),
    '[\s\x{a0}\x{2009}\x{202f}''’₩$€£¥원]', '', 'g');
create or replace macro study_grouped(x, mark) as if(mark = ',',
    regexp_full_match(x, '\(?[+-]?(\d{1,3}(\.\d{3})+|\d*)(,\d*)?([eE][+-]?\d+)?%?\)?'),
    regexp_full_match(x, '\(?[+-]?(\d{1,3}(,\d{3})+|\d*)(\.\d*)?([eE][+-]?\d+)?%?\)?'));
create or replace macro study_unmarked(x, mark) as try_cast(
    replace(regexp_replace(x, if(mark = ',', '[().%]', '[(),%]'), '', 'g'), ',', '.') as double);
create or replace macro study_written_number(x, mark) as if(
    study_grouped(study_core(x), mark),
    study_unmarked(study_core(x), mark) * if(study_core(x) like '(%)', -1, 1)
        / if(contains(x, '%'), 100, 1),
    if(mark = '.', try_cast(x as double), null));

-- step: file
-- units: texts as they stand; columns the file does not have are null
create or replace temp table study_file (
    event_id varchar, symbol varchar, date varchar, instant varchar, "group" varchar,
    exchange varchar, benchmark varchar, close varchar, adj_close varchar, ret varchar,
    volume varchar
);

-- step: day_forms
-- grain: one file of a study
-- units: of days in numbers how many, the largest of each, an example, if they prevail; of counts alike
with written as (
    select trim(unnest([date, instant])) as x from study_file
),
filled as (select count(*) as n from written where study_blank(x) is not null),
slashed as (select x from written where regexp_matches(x, study_slashed())),
serial as (
    select min(x::double) as least, min(x) as example, count(*) > any_value(n) / 2 as prevails
    from written, filled where regexp_matches(x, study_serial())
)
select count(*), max(regexp_extract(x, study_slashed(), 1)::integer),
    max(regexp_extract(x, study_slashed(), 2)::integer),
    coalesce(bool_and(regexp_matches(x, '^\d{1,2}\s*\.')), false), min(x),
    count(*) > (select n from filled) / 2, (select least from serial),
    (select example from serial), coalesce((select prevails from serial), false)
from slashed;

-- step: rewrite_days
-- grain: one line of a file of a study
-- units: days as ISO 8601; variable study.first says whether day or month is written first
update study_file set
    date = study_written_day(trim(date), getvariable('study_first')),
    instant = study_written_day(trim(instant), getvariable('study_first'));

-- step: rewrite_stamps
-- grain: one line of a price file
-- units: an instant written in UTC as a day of the zone of its symbol's exchange
-- reference: a midnight is a day, in whatever zone it is written
update study_file set date = (try_cast(
        regexp_replace(trim(f.date), '\s*(Z|z|UTC)$', '+00') as timestamptz)
        at time zone z.zone)::date::varchar
from study_file f join study_zone z
    on z.symbol is not distinct from f.symbol and z.exchange is not distinct from f.exchange
where f.rowid = study_file.rowid
    and regexp_matches(trim(f.date), '[ T]\d{1,2}:\d\d.*(Z|z|UTC|\+00(:?00)?)$')
    and study_bar_day(study_blank(f.date)) is null
    and try_cast(regexp_replace(trim(f.date), '\s*(Z|z|UTC)$', '+00') as timestamptz) is not null;

-- step: number_cell
-- reference: what number_marks reads
create or replace temp view number_cell as
select study_core(unnest([close, adj_close, ret, volume])) as cell from study_file;

-- step: number_marks
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

-- step: rewrite_numbers
-- grain: one line of a file of a study
-- units: numbers as plain decimals, what is none as it stands; variable study_mark is the mark
update study_file set
    close = coalesce(study_written_number(close, getvariable('study_mark'))::varchar, close),
    adj_close = coalesce(
        study_written_number(adj_close, getvariable('study_mark'))::varchar, adj_close),
    ret = coalesce(study_written_number(ret, getvariable('study_mark'))::varchar, ret),
    volume = coalesce(study_written_number(volume, getvariable('study_mark'))::varchar, volume);

-- step: typed
-- units: as they stand
create or replace temp table study_read (
    symbol varchar, date date, close double, adj_close double, ret double, volume double,
    exchange varchar
);
create or replace temp view study_typed as from study_read;

-- step: typed_count
-- grain: one symbol and exchange as one file of prices spells them
-- units: counts of lines; raw and bare are closes without an adjusted close, or return
-- reference: the variable study_file is the number of the file; those after it are read again
create temp table if not exists typed_count (
    file integer, symbol varchar, exchange varchar, lines bigint, dated bigint, adjusted bigint,
    returned bigint, raw bigint, bare bigint, numbers bigint
);
delete from typed_count where file >= coalesce(getvariable('study_file')::integer, 0);
insert into typed_count
select coalesce(getvariable('study_file')::integer, 0), symbol, exchange, count(*), count(date),
    count(adjusted), count(ret), count(if(adjusted is null, close, null)),
    count(if(ret is null, close, null)), count(coalesce(close, adjusted, ret))
from (
    select symbol, exchange, date, nullif(close, 'nan'::double) as close,
        nullif(adj_close, 'nan'::double) as adjusted, nullif(ret, 'nan'::double) as ret
    from study_typed
)
group by symbol, exchange;

-- step: typed_faults
-- grain: one row for a prices file whose cells are days and numbers
-- units: counts of lines, as inputs.faults has them; middle is a median of sizes of returns
select coalesce(sum(lines), 0)::bigint as lines,
    coalesce(sum(lines) filter (study_label(symbol) is null), 0)::bigint as without_symbol,
    coalesce(sum(lines - dated), 0)::bigint as without_day,
    0 as not_numbers,
    coalesce(sum(returned), 0)::bigint as returns,
    coalesce(sum(numbers), 0)::bigint as numbers,
    (select median(abs(ret)) from study_typed where not isnan(ret)) as middle
from typed_count where file = getvariable('study_file');
