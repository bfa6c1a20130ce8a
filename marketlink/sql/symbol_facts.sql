-- grain: one file
-- units: whether some or all rows lack a symbol, whether a spreadsheet has marked codes, and a symbol
-- reference: the symbol is one that is none: longer than the parameter, with control characters, or a formula
select coalesce(bool_or(symbol = ''), false), coalesce(bool_and(symbol = ''), false),
    coalesce(bool_or(symbol[1] in ('=', '''') or ends_with(symbol, '.0')), false),
    min(symbol) filter (length(symbol) > ? or regexp_matches(symbol, '[\x00-\x1f\x7f]|^[=+@-]')
        and not regexp_full_match(symbol, '="?\w+"?'))
from file_name;
