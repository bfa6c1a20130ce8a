-- grain: one symbol of a study with prices
-- units: id counts symbols in alphabetical order
-- reference: none
create or replace temp table study_id as
select symbol, code, (row_number() over (order by symbol) - 1)::integer as id from study_symbol;
