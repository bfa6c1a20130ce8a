-- grain: every held bar that a staged tail changes
-- units: none
-- reference: delete by staged keys, without a primary key; parameters: first, last session
delete from bar using staged_match as staged
where bar.session between ?::date and ?::date and staged.differs and not staged.whole
    and bar.symbol = staged.symbol and bar.session = staged.session
    and not exists (from staged_drift as drift where drift.symbol = bar.symbol);
