-- grain: listings and revisions of every staged symbol that is new or replaced whole
-- units: as in symbol and price_revision
-- reference: none
create or replace temp table former_symbol as
select * from symbol semi join staged_accepted as staged
    on staged.symbol = symbol.symbol and staged.whole;
delete from symbol using staged_accepted as staged
where staged.whole and symbol.symbol = staged.symbol;
insert into symbol
select staged.symbol, staged.exchange, staged.currency, staged.kind,
    coalesce(nullif(staged.name, ''), former.name, ''), staged.basis,
    coalesce(staged.valid_from, former.valid_from), coalesce(staged.valid_to, former.valid_to),
    staged.total_from
from staged_accepted as staged
left join (
    select symbol, max(name) as name, max(valid_from) as valid_from, max(valid_to) as valid_to
    from former_symbol group by symbol
) as former using (symbol)
where staged.whole or not exists (from symbol where symbol.symbol = staged.symbol);
insert into price_revision
select symbol, new_vintage, why, session, ratio, changed,
    old_source, old_vintage, new_source, new_vintage, ''
from staged_drift where whole;
