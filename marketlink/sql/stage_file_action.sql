-- grain: one split or dividend of a file's own columns
-- units: dividends as paid on the ex-date: a column on the basis of split closes is multiplied back
-- reference: parameter: whether the file's dividends are divided by later splits
create or replace temp table file_action as
with listed as (
    select symbol, session, split, dividend
    from (from file_bar where split > 0 or dividend > 0) join file_key using (key)
),
splits as (
    select distinct symbol, session, split from listed where split > 0 and split <> 1
),
later as (
    select symbol, session,
        product(split) over (partition by symbol order by session desc) as ratio
    from splits
)
select symbol, session, 'split' as kind, split as value from splits
union all
select paid.symbol, paid.session, 'dividend', paid.dividend * if(?, coalesce(later.ratio, 1), 1)
from (select distinct symbol, session, dividend from listed where dividend > 0) as paid
asof left join later on later.symbol = paid.symbol and paid.session < later.session;
