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
