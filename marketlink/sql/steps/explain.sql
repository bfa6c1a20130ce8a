-- What stands beside a move (marketlink/explain).
--

-- step: parts
-- grain: one of some sessions of a stock of which a move is kept
-- units: simple and decimal; the parts add up to the return, null = no such factor
-- reference: marketlink/explain/parts.py; only moves of the history that is held now
select move.session, move.market_part as market, move.foreign_part as "foreign",
    move.sector_part as sector, move.own_part as own
from move join history on history.symbol = move.symbol and history.id = move.history
where move.symbol = ? and move.own_part is not null and list_contains(?::date[], move.session)
order by move.session;

-- step: peers
-- grain: one of some sessions of a stock and another stock that moved with it, nearest first
-- units: ret and beyond (the market) simple and decimal; r over the year before the session
-- reference: marketlink/explain/parts.py; parameters: symbol, sessions, largest p, shared sessions,
--     least correlation, lines of the same issuer (no peers), how many a session
with own as (
    select session, ret - market_part as beyond from move
    where symbol = ? and market_part is not null
),
asked as (
    select session as day, beyond from own where list_contains(?::date[], session)
),
moved as (
    select asked.day, move.symbol, move.ret, move.ret - move.market_part as beyond, move.p
    from asked join move on move.session = asked.day
    where move.p <= ? and sign(move.ret - move.market_part) = sign(asked.beyond)
),
near as (
    select moved.*, shared.r
    from moved
    join (
        select moved.day, moved.symbol, count(*) as n,
            corr(past.ret - past.market_part, own.beyond order by own.session) as r
        from moved
        join move as past on past.symbol = moved.symbol
            and past.session between moved.day - interval 1 year and moved.day - interval 1 day
        join own on own.session = past.session
        where past.market_part is not null
        group by all
    ) as shared on shared.day = moved.day and shared.symbol = moved.symbol
    where shared.n >= ? and shared.r between ? and 0.9999
        and not list_contains(?::varchar[], moved.symbol)
)
select day, symbol, ret, beyond, p, r from near
qualify row_number() over (partition by day order by r desc, symbol) <= ?
order by day, r desc, symbol;

-- step: report
-- grain: one kept article and line of stock of an issuer that it names, published from the first to the last instant asked for
-- units: instants (UTC) bound the publication; relevance 0 to 100; place = where it names the stock,
--     others where it names other companies (characters of title and text)
-- reference: marketlink/explain/candidates.py; subjects counts the companies it is about
select article.article_id, article.digest, coalesce(article.title, '') as title,
    coalesce(article.publisher, '') as publisher, coalesce(article.url, '') as url, article.grade,
    article.published_lo, article.published_hi, article.day, reading.story_id,
    mention.relevance, mention.span_start as place, len(reading.subjects) as subjects,
    (
        select coalesce(list(other.span_start), [])
        from mention as other
        where other.article_id = article.article_id and other.subject
            and not list_contains($1::varchar[], other.symbol)
    ) as others
from mention
join article using (article_id)
join reading using (article_id)
where list_contains($1::varchar[], mention.symbol)
    and article.published_hi >= $2 and article.published_lo <= $3
order by article.published_lo, article.article_id, mention.relevance

-- step: met
-- grain: one kept article and one session of the exchange that it meets for the lines of an issuer
-- units: how is moment, neighbour or published; see marketlink/flow/readings.py
-- reference: marketlink/explain/candidates.py
select article_id, session, how, rule
from reaction
where list_contains(?::varchar[], symbol) and exchange = ? and session between ? and ?
order by article_id, session

-- step: searched
-- grain: one row: what was looked through for a stock between two instants
-- units: counts of articles; unreadable = failed or in a language that is not read
-- reference: marketlink/explain/candidates.py
select
    (select count(*) from article) as kept,
    count(*) filter (outcome in ('linked', 'names_nobody')) as read,
    count(*) filter (article_id in (select article_id from mention where list_contains(?::varchar[], symbol)
    )) as naming,
    (select count(*) from article where published_lo is null) as undated,
    count(*) filter (outcome in ('failed', 'unread_language')) as unreadable
from article join reading using (article_id)
where published_hi >= ? and published_lo <= ?
