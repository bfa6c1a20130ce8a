-- grain: one event whose symbol is a code of the Korean exchange
-- units: six places; a spreadsheet takes the zeros, KRX writes an A in front
-- reference: KRX short codes (단축코드)
update input_event set symbol = lpad(ltrim(symbol, 'A'), 6, '0')
where regexp_full_match(symbol, 'A?\d{1,6}') and symbol <> lpad(ltrim(symbol, 'A'), 6, '0');
