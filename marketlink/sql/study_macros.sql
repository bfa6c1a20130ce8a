-- grain: none; a macro
-- units: what a file's blank looks like, as null
-- reference: none
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
