-- grain: the histories of some symbols, whose bars delete_raw_bar has removed
-- units: parameter: list of symbols
-- reference: none
delete from history where list_contains(?, symbol);
