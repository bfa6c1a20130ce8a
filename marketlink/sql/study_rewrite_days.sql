-- grain: one line of a file of a study
-- units: days as ISO 8601; variable study_first says whether day or month is written first
-- reference: none
update study_file set
    date = study_written_day(trim(date), getvariable('study_first')),
    instant = study_written_day(trim(instant), getvariable('study_first'));
