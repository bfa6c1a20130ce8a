-- grain: one study
-- units: events, and prices of the symbols that events name
-- reference: none
select (select sum(n)::bigint from spark_named) as events, (
    select coalesce(sum(p.n), 0)::bigint
    from spark_priced p
    join study_line l on l.symbol = p.symbol and l.exchange is not distinct from p.exchange
    where l.plain in (select symbol from study_input)
) as prices;
