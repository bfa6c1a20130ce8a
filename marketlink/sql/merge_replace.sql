-- grain: every held symbol of which a whole history is staged
-- units: none
-- reference: none
delete from bar using staged_symbol as arriving
where arriving.whole and bar.symbol = arriving.symbol;
