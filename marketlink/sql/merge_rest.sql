-- grain: actions and flags of every staged symbol that is merged
-- units: as in action and flag
-- reference: none
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
