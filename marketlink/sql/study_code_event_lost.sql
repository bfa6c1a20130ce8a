-- grain: one event whose code lost its zeros
-- units: six places
-- reference: study_code_lost
update input_event set symbol = lpad(symbol, 6, '0')
where list_contains(getvariable('study_lost_codes'), symbol);
