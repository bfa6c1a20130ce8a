-- grain: every bar of some symbols
-- units: parameter: list of symbols
-- reference: bars that stayed behind would belong to the next history of their number
delete from raw_bar where history in (select id from history where list_contains(?, symbol));
