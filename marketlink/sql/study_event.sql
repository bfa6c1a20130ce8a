-- grain: one input event, in input order, with its day 0 on its stock's calendar
-- units: day0 is a session, idx its place; rule names what chose it
-- reference: an instant reacts in the first session that closes after it, a day on or after it
with span as (
    select code, min(session) as first, min(key) as first_key from study_session group by code
),
numbered as (
    select e.* exclude (date), s.code, s.own,
        coalesce(e.date, if(s.own, e.instant::date, null)) as date,
        coalesce(coalesce(e.date, if(s.own, e.instant::date, null)) < p.first,
            e.instant < p.first_key - interval 7 day, false) as before_calendar
    from study_input e
    left join study_symbol s on s.symbol = e.symbol
    left join span p on p.code = s.code
),
placed as (select * from numbered where not before_calendar and problem is null),
timed as (
    select n.n, s.session, s.idx
    from placed n
    asof join study_session s on s.code = n.code and n.instant < s.key
    where n.instant is not null and not n.own
),
dated as (
    select n.n, s.session, s.idx
    from placed n
    asof join study_session s on s.code = n.code and n.date <= s.session
    where n.date is not null and (n.instant is null or n.own)
)
select n.event_id, n.symbol, n.group_name, n.code, coalesce(n.own, false) as own, n.instant,
    n.date, n.benchmark, n.problem,
    coalesce(t.session, d.session) as day0,
    coalesce(t.idx, d.idx) as idx,
    n.before_calendar,
    coalesce(n.date = d.session, false) as same_day
from numbered n
left join timed t on t.n = n.n
left join dated d on d.n = n.n
order by n.n;
