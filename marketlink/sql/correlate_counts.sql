-- grain: one row: a session looked at that articles first could react in
-- units: counts of kept articles, and of those that name the stock
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
    count(*) filter (article_id in (select article_id from mention where symbol = $symbol)) as naming
from told group by session
