-- grain: one staged symbol whose stored history differs from what arrived
-- units: ratio = new over old; changed = sessions whose close or adj_close differs, or is gone
-- reference: "Drift" in docs/store.md
create or replace temp table staged_drift as
with doubtful as (
    select staged.symbol from staged_symbol as staged
    left join staged_compared as compared on compared.symbol = staged.symbol
    where staged.whole or coalesce(compared.known, 0) = 0
),
held as (
    select symbol, max(source) as source, max(vintage) as vintage, count(*) as bars
    from bar semi join doubtful using (symbol) group by symbol
),
fresh as (
    select staged.symbol, max(staged.kind) as kind
    from staged_action as staged
    anti join action on action.symbol = staged.symbol and action.session = staged.session
        and action.kind = staged.kind and not moved(staged.value, action.value)
    group by staged.symbol
),
judged as (
    select staged.symbol, staged.whole, staged.source as new_source,
        staged.vintage as new_vintage,
        coalesce(held.source, compared.source) as old_source,
        coalesce(held.vintage, compared.vintage) as old_vintage,
        coalesce(compared.changed, 0)
            + if(staged.whole, coalesce(held.bars, 0) - coalesce(compared.known, 0), 0) as changed,
        coalesce(compared.known, 0) > 0 as shares,
        compared.session, compared.ratio, fresh.kind
    from staged_symbol as staged
    left join staged_compared as compared on compared.symbol = staged.symbol
    left join held on held.symbol = staged.symbol
    left join fresh on fresh.symbol = staged.symbol
)
select symbol, whole, new_source, new_vintage, old_source, old_vintage,
    case
        when old_source <> new_source then 'source'
        when not whole and not shares then 'no overlap'
        else coalesce(kind, 'correction')
    end as why,
    session, ratio, changed
from judged
where old_source is not null
    and (changed > 0 or old_source <> new_source or not (whole or shares));
