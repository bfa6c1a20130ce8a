-- grain: one file
-- units: whether some or all rows lack a symbol, and whether a spreadsheet has marked its codes
-- reference: none
select coalesce(bool_or(symbol = ''), false), coalesce(bool_and(symbol = ''), false),
    coalesce(bool_or(symbol[1] in ('=', '''') or ends_with(symbol, '.0')), false)
from file_row;
