-- grain: one session between two bars of a series that has no bar
-- units: none
-- reference: gaps of more than five sessions are one row, at their first session
insert into found_flag
select gap.symbol, gap.series, session.session, 'missing-session', 'flag',
    if(gap.missing > 5,
        format('no bar for {} sessions, to {}', gap.missing, gap.last_missing),
        format('no bar; the return to {} covers {} sessions', gap.session, gap.missing + 1))
from (
    select point.*, point.idx - point.old_idx - 1 as missing, final.session as last_missing
    from check_point as point
    join session as final on final.exchange = point.exchange and final.idx = point.idx - 1
    where point.idx - point.old_idx > 1 and point.kind <> 'currency'
) as gap
join session on session.exchange = gap.exchange and session.idx > gap.old_idx
    and session.idx < if(gap.missing > 5, gap.old_idx + 2, gap.idx);
