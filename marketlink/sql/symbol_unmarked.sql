-- grain: one pair of symbol and series of a file
-- units: none
-- reference: ="005930" and '005930 are how a spreadsheet keeps zeros, 660.0 is how a table loses them
update file_name set symbol = regexp_replace(symbol, '^(?:="?|'')(\w+)"?$|^(\d+)\.0$', '\1\2')
where symbol[1] in ('=', '''') or ends_with(symbol, '.0');
