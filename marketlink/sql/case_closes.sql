-- grain: one session with a price of one symbol
-- units: close adjusted for splits, in the listing's currency
-- reference: the parameter is the symbol
select session, close from price where symbol = ? order by session;
