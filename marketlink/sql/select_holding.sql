-- grain: one symbol that has bars
-- units: first and last are sessions; parameters: list of symbols, or null for all (twice)
-- reference: a symbol has one source and one vintage, so that its latest row tells them
with span as (
    select symbol, min(session) as first, max(session) as last, count(*) as bars,
        max(rowid) as latest
    from bar where ?::varchar[] is null or list_contains(?::varchar[], symbol)
    group by symbol
)
select symbol.symbol, symbol.exchange, symbol.currency, symbol.kind, symbol.name, symbol.basis,
    symbol.total_from, symbol.valid_from, symbol.valid_to,
    held.source, held.vintage, held.first, held.last, held.bars, coalesce(flagged.flags, 0)
from (
    select span.*, bar.source, bar.vintage
    from span join bar on bar.rowid = span.latest
) as held
join (
    select * from symbol
    qualify row_number() over (partition by symbol order by valid_from desc nulls last) = 1
) as symbol using (symbol)
left join (select symbol, count(*) as flags from flag group by symbol) as flagged using (symbol)
order by symbol.symbol;
