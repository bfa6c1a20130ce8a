-- grain: actions, listings, flags and revisions of every staged symbol that may be merged
-- units: as in action, symbol, flag and price_revision
-- reference: none
create or replace temp table staged_accepted as
select * from staged_symbol as staged
where staged.whole or not exists (from staged_drift as drift where drift.symbol = staged.symbol);
delete from action using staged_accepted as staged
where staged.whole and action.symbol = staged.symbol;
insert into action
select staged.symbol, staged.session, staged.kind, staged.value, accepted.source
from staged_action as staged join staged_accepted as accepted using (symbol)
anti join action on action.symbol = staged.symbol and action.session = staged.session
    and action.kind = staged.kind;
delete from flag using staged_accepted as staged
where flag.symbol = staged.symbol
    and (staged.whole or flag.session between staged.first and staged.last);
insert into flag
select staged.symbol, staged.session, staged.fault, staged.policy, staged.detail
from staged_flag as staged join staged_accepted as accepted using (symbol);
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
