-- grain: flags of every staged symbol that is merged
-- units: as in flag
-- reference: of a tail, those of the sessions that arrived are replaced
delete from flag using staged_accepted as staged
where flag.symbol = staged.symbol
    and (staged.whole or flag.session between staged.first and staged.last);
insert into flag
select staged.symbol, staged.session, staged.fault, staged.policy, staged.detail
from staged_flag as staged join staged_accepted as accepted using (symbol);
