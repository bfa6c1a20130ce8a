-- grain: one staged symbol whose stored history differs from what arrived
-- units: ratio = new over old; changed = sessions whose close or adj_close differs, or is gone
-- reference: "Drift" in docs/store.md
create or replace temp table staged_drift as
with doubtful as (
    select held.* from held_symbol as held
    join staged_symbol as staged on staged.position = held.position
    left join staged_compared as compared on compared.position = held.position
    where staged.whole or coalesce(compared.known, 0) = 0
),
counted as (
    select doubtful.position, count(*) as bars
    from raw_bar join doubtful on doubtful.history = raw_bar.history group by doubtful.position
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
        staged.vintage as new_vintage, held.source as old_source, held.vintage as old_vintage,
        coalesce(compared.changed, 0)
            + if(staged.whole, coalesce(counted.bars, 0) - coalesce(compared.known, 0), 0)
            as changed,
        coalesce(compared.known, 0) > 0 as shares,
        compared.session, compared.ratio, fresh.kind
    from staged_symbol as staged
    join held_symbol as held on held.position = staged.position
    left join staged_compared as compared on compared.position = staged.position
    left join counted on counted.position = staged.position
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
where changed > 0 or old_source <> new_source or not (whole or shares);
