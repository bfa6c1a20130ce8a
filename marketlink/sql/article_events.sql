-- grain: one event of the kept articles that a study asks for
-- units: date = the session of day 0; parameters: symbols, first, last, topics, text, source, group
-- reference: docs/import.md; an article that only names a company is no event of it
create or replace temp table asked_event as
with asked as (
    select ?::varchar[] as symbols, ?::date as first, ?::date as last, ?::varchar[] as topics,
        ?::varchar as text, ?::varchar as source, ?::varchar as grouping
)
select event.event_id, event.symbol, event.session as date, event.exchange, event.first_at,
    event.tentative, event.hindsight,
    case asked.grouping
        when 'topic' then coalesce(event.topic, 'other')
        when 'direction' then ['down', 'none', 'up'][event.direction + 2]
        when 'symbol' then event.symbol
        when 'year' then year(event.session)::varchar
        else 'all'
    end as "group"
from event, asked
where event.subject
    and (asked.symbols = [] or list_contains(asked.symbols, event.symbol))
    and event.session between coalesce(asked.first, event.session)
        and coalesce(asked.last, event.session)
    and (asked.topics = [] or list_contains(asked.topics, event.topic))
    and (asked.text = '' or contains(lower(event.title), lower(asked.text)))
    and (asked.source = '' or event.story_id in (
        select reading.story_id from reading join article using (article_id)
        join source using (source_id) where source.kind = 'import' and source.address = asked.source
    ));
