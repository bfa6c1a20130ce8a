-- grain: one input event, in input order, with its day 0 on its stock's calendar
-- units: day0 is a session, idx its place; rule names what chose it
-- reference: an instant reacts in the first session that closes after it, a day on or after it
with numbered as (
    select e.* exclude (date), s.code, s.own,
        coalesce(e.date, if(s.own, e.instant::date, null)) as date
    from study_input e
    left join study_symbol s on s.symbol = e.symbol
),
timed as (
    select n.n, s.session, s.idx
    from numbered n
    asof join study_session s on s.code = n.code and n.instant < s.key
    where n.instant is not null and not n.own
),
dated as (
    select n.n, s.session, s.idx
    from numbered n
    asof join study_session s on s.code = n.code and n.date <= s.session
    where n.date is not null and (n.instant is null or n.own)
),
span as (
    select code, min(session) as first, min(key) as first_key from study_session group by code
)
select n.event_id, n.symbol, n.group_name, n.code, coalesce(n.own, false) as own, n.instant,
    n.date, n.benchmark, n.problem,
    coalesce(t.session, d.session) as day0,
    coalesce(t.idx, d.idx) as idx,
    coalesce(n.date < p.first, n.instant < p.first_key - interval 7 day, false) as before_calendar,
    coalesce(n.date = d.session, false) as same_day
from numbered n
left join timed t on t.n = n.n
left join dated d on d.n = n.n
left join span p on p.code = n.code
order by n.n;
