-- grain: one kept article that names a stock, published from the first to the last instant asked for
-- units: instants (UTC) bound the publication; relevance 0 to 100; place = where it names the stock
-- reference: marketlink/explain/candidates.py; subjects counts the companies it is about
select article.article_id, article.digest, coalesce(article.title, '') as title,
    coalesce(article.publisher, '') as publisher, coalesce(article.url, '') as url, article.grade,
    article.published_lo, article.published_hi, article.day, reading.story_id,
    mention.relevance, mention.span_start as place, len(reading.subjects) as subjects
from mention
join article using (article_id)
join reading using (article_id)
where mention.symbol = ? and article.published_hi >= ? and article.published_lo <= ?
order by article.published_lo, article.article_id
