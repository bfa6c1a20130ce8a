-- grain: one split of one symbol
-- units: new shares per old share, from its first session on
-- reference: the parameter is the symbol
select session, value from action where symbol = ? and kind = 'split' order by session;
