-- grain: one row for an events file
-- units: days and instants that do not begin like ISO 8601 or YYYYMMDD
-- reference: none
select count(*) from (select trim(unnest([date, instant])) as x from study_file)
where study_blank(x) is not null and not regexp_matches(x, '^(\d{4}-\d{1,2}-\d{1,2}|\d{8}$)');
