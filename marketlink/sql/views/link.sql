-- grain: one event beside one move of its symbol, at the event's session, the one before or after
-- units: lag in sessions of the symbol's own moves, 0 = the event's session; rank 1 = first to name
-- reference: docs/store.md, "News"; hindsight = published after the close of the move's session
create or replace view link as
with placed as (
    select move.*, row_number() over (partition by symbol order by session) as n from move
),
met as (
    select event.*, here.n from event
    asof join placed as here on here.symbol = event.symbol and event.session <= here.session
)
select met.symbol, met.exchange, placed.session, placed.n - met.n as lag, met.event_id,
    met.story_id, met.title, met.topic, met.first_at, met.how, met.tentative,
    coalesce(met.first_at > session.close, met.first_at::date > placed.session) as hindsight,
    if(met.direction = 0, null, sign(met.direction) = sign(placed.own_part)) as same_sign,
    row_number() over (
        partition by met.symbol, placed.session
        order by coalesce(met.first_at > session.close, met.first_at::date > placed.session),
            abs(placed.n - met.n), met.tentative, met.relevance desc, met.reports desc,
            met.first_at, met.story_id
    ) as rank,
    met.reports, met.relevance, placed.ret, placed.market_part, placed.foreign_part,
    placed.sector_part, placed.own_part, placed.t, placed.p, placed.gap, placed.gap_t,
    placed.volume_t, placed.range_t
from met
join placed on placed.symbol = met.symbol and placed.n between met.n - 1 and met.n + 1
left join session on session.exchange = met.exchange and session.session = placed.session;
