-- grain: one symbol of the prices whose code lost its zeros
-- units: six places
-- reference: study_code_lost
update study_line set plain = lpad(plain, 6, '0')
where list_contains(getvariable('study_lost_codes'), plain);
