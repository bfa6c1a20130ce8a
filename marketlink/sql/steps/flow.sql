-- Moves, and articles beside them (marketlink/flow).
--
-- Relations:
-- asked_event: one event of the kept articles that a study asks for
--     columns: event_id, symbol, date, exchange, firm, story_id, first_at, tentative, hindsight,
--         group
--     made by: events
--     read by: marketlink/flow/article_events.py

-- step: due
-- grain: one symbol of an exchange of which moves are missing, or were made from other prices
-- units: since = the first session to make, null = all of them
-- reference: parameter: exchange; the history of a symbol gets another number where it is replaced
with held as (
    select bar.symbol, any_value(history.id) as history, min(bar.session) as first,
        max(bar.session) as last
    from bar join history on history.symbol = bar.symbol
    join (select distinct symbol from symbol where exchange = ?) as line
        on line.symbol = bar.symbol
    group by bar.symbol
),
made as (
    select symbol, any_value(history) as history, max(session) as last from move group by symbol
)
select held.symbol, if(made.history = held.history, made.last, null) as since
from held left join made using (symbol)
where held.last > held.first
    and (made.last is null or made.history <> held.history or made.last < held.last)
order by held.symbol;

-- step: moves
-- grain: one return of one of these symbols from a session on, with what its bar says beside it
-- units: ret simple; gap simple, of the open over the close before, on the level of the day's price
-- reference: parameters: symbols, first session; made for marketlink/flow/moves.py
select returns.symbol, returns.session, session.idx::integer as idx,
    coalesce(returns.spans, 1)::integer as spans, returns.ret, history.id as history,
    if(bar.open > 0 and bar.close > 0, (1 + returns.ret) * bar.open / bar.close - 1, null) as gap,
    if(bar.volume > 0, ln(bar.volume), null) as volume,
    if(bar.high > bar.low and bar.low > 0, ln(ln(bar.high / bar.low)), null) as range
from returns
join symbol on symbol.symbol = returns.symbol
join session on session.exchange = symbol.exchange and session.session = returns.session
join history on history.symbol = returns.symbol
join bar on bar.symbol = returns.symbol and bar.session = returns.session
where list_contains(?, returns.symbol) and returns.session >= ?
order by returns.symbol, returns.session;

-- step: events
-- units: date = the session of day 0; symbol = the line asked for, where another of its firm is told
--     of; parameters: the stocks asked for (symbol, exchange, firm), firms by symbol, the query
-- reference: docs/import.md; an article that only names a company is no event of it
create or replace temp table asked_event as
with asked as (
    select $first::date as first, $last::date as last, $topics::varchar[] as topics,
        $text::varchar as text, $source::varchar as source, $grouping::varchar as grouping
),
stock as (
    select unnest($stocks::varchar[]) as symbol, unnest($exchanges::varchar[]) as exchange,
        unnest($firms::varchar[]) as firm
),
line as (
    select unnest($line_symbols::varchar[]) as symbol, unnest($line_firms::varchar[]) as firm
),
told as (
    select event.* replace (coalesce(stock.symbol, event.symbol) as symbol),
        coalesce(line.firm, event.symbol) as firm
    from event
    left join line on line.symbol = event.symbol
    left join stock on stock.firm = coalesce(line.firm, event.symbol)
        and stock.exchange = event.exchange
    where stock.symbol is not null or len($stocks::varchar[]) = 0
)
select event.symbol || '@' || event.session || '#' || event.story_id as event_id, event.symbol,
    event.session as date, event.exchange, event.firm, event.story_id, event.first_at,
    event.tentative, event.hindsight,
    case asked.grouping
        when 'topic' then coalesce(event.topic, 'other')
        when 'direction' then ['down', 'none', 'up'][event.direction + 2]
        when 'symbol' then event.symbol
        when 'year' then year(event.session)::varchar
        else 'all'
    end as "group"
from told as event, asked
where event.subject
    and event.session between coalesce(asked.first, event.session)
        and coalesce(asked.last, event.session)
    and (asked.topics = [] or list_contains(asked.topics, event.topic))
    and (asked.text = '' or contains(lower(event.title), lower(asked.text)))
    and (asked.source = '' or event.story_id in (
        select reading.story_id from reading join article using (article_id)
        join source using (source_id) where source.kind = 'import' and source.address = asked.source
    ));

-- step: counts
-- grain: one row: a session looked at that articles first could react in
-- units: counts of kept articles, and of those that name a line of the stock's issuer
-- reference: marketlink/flow/correlate.py
with looked as (
    select unnest($days::date[]) as session, unnest($closes::timestamptz[]) as close
), told as (
    select article_id, session from article asof join looked on published_lo < close
    where day is null and published_lo >= $after::timestamptz
    union all
    select article_id, session from article asof join looked on day <= session
    where day > $before::date
)
select session, count(*) as articles,
    count(*) filter (article_id in (select article_id from mention where list_contains($symbols, symbol)
    )) as naming
from told group by session
