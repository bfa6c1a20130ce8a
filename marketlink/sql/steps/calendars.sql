-- Days that bars and calendars dispute (marketlink/store/sessions.py).
--
-- Relations:
-- judged_day: one day of one exchange that real bars dispute, as the checks of its bars flagged it
--     columns: exchange, day, what, rule, symbols
--     made by: judged
--     read by: changed, store

-- step: judged
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

-- step: changed
-- grain: whether real bars dispute other days than the stored ones
select exists (
    (from judged_day except all from disputed_day where symbols > 0)
    union all (from disputed_day where symbols > 0 except all from judged_day)
);

-- step: store
-- grain: every day that real bars dispute
-- reference: a session that stands against silence names the calendar as its rule
update session set rule = ''
where rule = 'calendar' and not exists (
    from judged_day as judged where judged.exchange = session.exchange
        and judged.day = session.session and judged.what = 'silent'
);
update session set rule = 'calendar'
where rule = '' and exists (
    from judged_day as judged where judged.exchange = session.exchange
        and judged.day = session.session and judged.what = 'silent'
);
delete from disputed_day where symbols > 0;
insert into disputed_day from judged_day;

-- step: disputed
-- grain: one day that real bars dispute, of the exchanges in use
-- units: symbols = those whose bars dispute it
-- reference: docs/refresh.md, Calendars
select exchange, what, day, rule, symbols from disputed_day where symbols > 0
order by exchange, what, day;
