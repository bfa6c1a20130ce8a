-- grain: one symbol of the variable study_unknown, which the prices have no usable line of
-- units: near is a symbol of theirs that differs in case, in . or -, in lost zeros or an ending (.KS)
-- reference: none
with priced as (
    select distinct symbol, upper(replace(symbol, '-', '.')) as plain from input_price
    where total is not null or ret is not null
),
lost as (
    select symbol, upper(replace(symbol, '-', '.')) as plain
    from (select unnest(getvariable('study_unknown')::varchar[]) as symbol)
)
select l.symbol, min(p.symbol) as near
from lost l
left join priced p on p.plain = l.plain
    or split_part(p.plain, '.', 1) in (l.plain, if(length(l.plain) < 6, lpad(l.plain, 6, '0'), null))
    or p.plain = split_part(l.plain, '.', 1)
group by l.symbol
order by l.symbol;
