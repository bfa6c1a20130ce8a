-- grain: one split or cash dividend of one symbol and ex-date
-- units: split = new shares per old share; dividend = cash per share as paid on the ex-date
-- reference: none; a dividend before a split is not divided by that split here
create table action (
    symbol varchar not null, session date not null,
    kind varchar not null check (kind in ('split', 'dividend')),
    value double not null, source varchar not null
);
