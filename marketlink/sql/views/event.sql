-- grain: one company, story and session: the session that could first react to what is told
-- units: first_at instant (UTC); relevance 0 to 100; tentative = the session before may be meant
-- reference: marketlink/events; hindsight = no report was published before the session's close
create or replace view event as
with met as (
    select reaction.*, reading.story_id, reading.topic, reading.direction, article.title,
        article.published_lo as told_at, coalesce(mention.relevance, 0) as relevance,
        coalesce(mention.subject, false) as subject,
        bool_or(reaction.how = 'moment') over (
            partition by reaction.symbol, reaction.article_id
        ) as dated
    from reaction
    join reading using (article_id)
    join article using (article_id)
    left join mention on mention.article_id = reaction.article_id
        and mention.symbol = reaction.symbol
    where reading.story_id is not null
)
select met.symbol || '@' || met.session || '#' || met.story_id as event_id,
    met.symbol, met.exchange, met.session, met.story_id, min(met.told_at) as first_at,
    count(distinct met.article_id) as reports, arg_min(met.title, met.told_at) as title,
    arg_min(met.topic, met.told_at) as topic, arg_min(met.direction, met.told_at) as direction,
    max(met.relevance) as relevance, bool_or(met.subject) as subject,
    min(case met.how when 'neighbour' then 'tentative' else met.how end) as how,
    bool_and(met.how = 'neighbour') as tentative,
    bool_and(coalesce(met.told_at > session.close, met.told_at::date > met.session)) as hindsight
from met
left join session on session.exchange = met.exchange and session.session = met.session
where met.how <> 'published' or not met.dated
group by met.symbol, met.exchange, met.session, met.story_id;
