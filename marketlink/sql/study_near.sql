-- grain: one symbol of the variable study_unknown, which the prices have no usable line of
-- units: near is one that differs in case, marks (- / .), lost zeros, ending (.KS) or market (NYSE:)
-- reference: none
create or replace macro study_bare(x) as
    upper(regexp_replace(regexp_replace(trim(x), '^[A-Za-z]+:', ''), '[-/_ ]+', '.', 'g'));
with priced as (
    select distinct symbol, study_bare(symbol) as plain from input_price
    where (total is not null or ret is not null)
        and (getvariable('study_as_of') is null or session <= getvariable('study_as_of'))
),
lost as (
    select symbol, study_bare(symbol) as plain
    from (select unnest(getvariable('study_unknown')::varchar[]) as symbol)
)
select l.symbol, min(p.symbol) as near
from lost l
left join priced p on p.symbol <> l.symbol and (p.plain = l.plain
    or replace(p.plain, '.', '') = replace(l.plain, '.', '')
    or split_part(p.plain, '.', 1) in (l.plain, if(length(l.plain) < 6, lpad(l.plain, 6, '0'), null))
    or p.plain = split_part(l.plain, '.', 1))
group by l.symbol
order by l.symbol;
