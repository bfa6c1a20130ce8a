-- grain: one day of one exchange that real bars dispute, as the checks of its bars flagged it
-- units: symbols = those with such a bar, or without one
-- reference: docs/refresh.md, Calendars: the calendar stands, and the day says so
create or replace temp table judged_day as
with listed as (
    select distinct symbol, exchange from symbol
),
flagged as (
    select listed.exchange, flag.session as day, flag.fault, flag.symbol
    from flag join listed using (symbol)
    where flag.fault in ('off-calendar', 'phantom-session', 'missing-session')
        and flag.session is not null
),
traded as (
    select flagged.exchange, flagged.day, count(distinct flagged.symbol) as symbols
    from flagged
    join bar on bar.symbol = flagged.symbol and bar.session = flagged.day and bar.volume > 0
    where flagged.fault = 'off-calendar'
    group by all
),
phantom as (
    select exchange, day, count(distinct symbol) as symbols
    from flagged where fault = 'phantom-session' group by all
),
missed as (
    select exchange, day, count(distinct symbol) as symbols
    from flagged where fault = 'missing-session' group by all having symbols > 1
),
silent as (
    select missed.* from missed
    join session on session.exchange = missed.exchange and session.session = missed.day
    anti join (
        select listed.exchange, bar.session from bar join listed using (symbol)
        where bar.session in (select day from missed)
    ) as heard on heard.exchange = missed.exchange and heard.session = missed.day
)
select found.exchange, found.day, found.what,
    coalesce(nullif(stored.rule, ''), decided.rule, 'calendar') as rule,
    found.symbols::integer as symbols
from (
    select *, 'silent' as what from silent
    union all by name select *, 'traded' as what from traded
    union all by name select *, 'phantom' as what from phantom
) as found
left join session as stored on stored.exchange = found.exchange and stored.session = found.day
left join disputed_day as decided on decided.exchange = found.exchange
    and decided.day = found.day and decided.symbols = 0
where (stored.session is not null) = (found.what = 'silent');
