-- grain: one row: what was looked through for a stock between two instants
-- units: counts of articles; unreadable = failed or in a language that is not read
-- reference: marketlink/explain/candidates.py
select
    (select count(*) from article) as kept,
    count(*) filter (outcome in ('linked', 'names_nobody')) as read,
    count(*) filter (article_id in (select article_id from mention where symbol = ?)) as naming,
    (select count(*) from article where published_lo is null) as undated,
    count(*) filter (outcome in ('failed', 'unread_language')) as unreadable
from article join reading using (article_id)
where published_hi >= ? and published_lo <= ?
