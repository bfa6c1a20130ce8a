-- grain: every action of some symbols
-- units: parameter: list of symbols
-- reference: none
delete from action where list_contains(?, symbol);
