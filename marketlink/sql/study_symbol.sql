-- grain: one symbol of a study with prices
-- units: code is an exchange or, where own, the symbol's own dates
-- reference: none
create or replace temp table study_symbol (symbol varchar, code varchar, own boolean);
