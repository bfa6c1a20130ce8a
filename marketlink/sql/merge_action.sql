-- grain: actions of every staged symbol that is merged
-- units: as in action
-- reference: none
delete from action using staged_accepted as staged
where staged.whole and action.symbol = staged.symbol;
insert into action
select staged.symbol, staged.session, staged.kind, staged.value, accepted.source
from staged_action as staged join staged_accepted as accepted using (symbol)
anti join action on action.symbol = staged.symbol and action.session = staged.session
    and action.kind = staged.kind;
