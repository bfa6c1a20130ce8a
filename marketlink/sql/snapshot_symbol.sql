-- grain: one row of the symbol table of the wanted symbols
-- units: as stored
-- reference: parameters are the symbols and a day that is not used here
select * from symbol where list_contains(?, symbol) and ? is not null order by symbol, valid_from;
