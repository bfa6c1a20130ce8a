-- grain: one story: reports of one happening, across wordings and languages
-- units: first_at and last_at instants (UTC); novelty_days since an earlier one of symbol and topic
-- reference: marketlink/news/stories.py; session = the one that its first report is about (docs/store.md)
create or replace view story as
with report as (
    select reading.story_id, reading.topic, reading.session, reading.subjects,
        reading.direction, article.title,
        article.published_lo as told_at, article.language, article.publisher, article.source_id,
        lower(regexp_replace(coalesce(reading.told, ''), '\W+', ' ', 'g')) as told
    from reading join article using (article_id)
    where reading.story_id is not null
),
grouped as (
    select story_id, min(told_at) as first_at, max(told_at) as last_at, count(*) as reports,
        count(distinct hash(told)) as distinct_reports,
        count(distinct coalesce(publisher, source_id::varchar)) as sources,
        arg_min(title, told_at) as title, arg_min(session, told_at) as session, arg_min(topic, told_at) as topic,
        arg_min(direction, told_at) as direction,
        list_sort(list_distinct(flatten(list(subjects)))) as symbols,
        list_sort(list_distinct(list(language))) as languages
    from report group by story_id
),
before as (
    select story_id, symbol, first_at,
        max(last_at) over (
            partition by symbol, topic order by first_at
            range between unbounded preceding and interval 1 microsecond preceding
        ) as former
    from (select story_id, topic, first_at, last_at, unnest(symbols) as symbol from grouped)
)
select grouped.story_id, symbols, topic, title, session, first_at, last_at, reports, distinct_reports,
    sources, languages, direction,
    if(novel.former is null, null, greatest(0, epoch(first_at - novel.former) / 86400))
        as novelty_days
from grouped left join (
    select story_id, max(former) as former from before group by story_id
) as novel using (story_id);
