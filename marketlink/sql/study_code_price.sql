-- grain: one price whose symbol is a code of the Korean exchange
-- units: six places; a spreadsheet takes the zeros, KRX writes an A in front
-- reference: KRX short codes (단축코드)
update study_typed set symbol = lpad(ltrim(study_code(symbol), 'A'), 6, '0')
where regexp_full_match(study_code(symbol), 'A?\d{1,6}')
    and symbol <> lpad(ltrim(study_code(symbol), 'A'), 6, '0');
