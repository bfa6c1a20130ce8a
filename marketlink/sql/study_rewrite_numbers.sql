-- grain: one line of a file of a study
-- units: numbers as plain decimals, what is none as it stands; variable study_mark is the mark
-- reference: none
update study_file set
    close = coalesce(study_written_number(close, getvariable('study_mark'))::varchar, close),
    adj_close = coalesce(
        study_written_number(adj_close, getvariable('study_mark'))::varchar, adj_close),
    ret = coalesce(study_written_number(ret, getvariable('study_mark'))::varchar, ret),
    volume = coalesce(study_written_number(volume, getvariable('study_mark'))::varchar, volume);
