-- grain: one symbol that is held or was ever named, and one session of its exchange
-- units: counts; share of all articles of the session on stocks of the exchange; null = nothing read
-- reference: docs/store.md, "News": 0 where a source covers the session and says nothing
create or replace view flow as
with named as (
    select reaction.symbol, reaction.exchange, reaction.session,
        count(distinct reaction.article_id) as articles,
        count(distinct reading.story_id) as stories,
        count(distinct if(reading.story_id is null, null, first.story_id)) as novel,
        sum(coalesce(reading.direction, 0)) as tone
    from reaction
    join reading using (article_id)
    left join (
        select story_id, arg_min(article_id, published_lo) as article_id
        from reading join article using (article_id) where story_id is not null group by story_id
    ) as first on first.article_id = reaction.article_id
    where reaction.how = 'published'
    group by all
),
told as (
    select exchange, session, sum(articles) as articles from named group by all
),
looked as (
    select session.exchange, session.session, count(distinct coverage.source_id) as sources
    from session join coverage on coverage.since < session.close and coverage.until >= session.close
    group by all
),
line as (
    select symbol, any_value(exchange) as exchange from symbol group by symbol
    union select distinct symbol, exchange from named
),
grid as (
    select line.symbol, line.exchange, looked.session, looked.sources
    from line join looked using (exchange)
)
select coalesce(grid.symbol, named.symbol) as symbol,
    coalesce(grid.session, named.session) as session,
    coalesce(named.articles, 0) as articles, coalesce(named.stories, 0) as stories,
    coalesce(named.novel, 0) as novelty, coalesce(named.tone, 0) as tone,
    coalesce(named.articles / nullif(told.articles, 0), 0) as share,
    coalesce(grid.sources, 0) as sources
from grid
full join named on named.symbol = grid.symbol and named.session = grid.session
left join told on told.exchange = coalesce(grid.exchange, named.exchange)
    and told.session = coalesce(grid.session, named.session);
