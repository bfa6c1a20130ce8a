-- grain: one basis of one symbol
-- units: basis = what the symbol's closes are adjusted for
-- reference: the parameter is the symbol
select distinct basis from symbol where symbol = ?;
