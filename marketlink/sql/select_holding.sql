-- grain: one symbol that has bars
-- units: first and last are sessions; parameters: list of symbols, or null for all (twice)
-- reference: none
select symbol.symbol, symbol.exchange, symbol.currency, symbol.kind, symbol.name, symbol.basis,
    symbol.total_from, symbol.valid_from, symbol.valid_to,
    held.source, held.vintage, held.first, held.last, held.bars, coalesce(flagged.flags, 0)
from (
    select symbol, max(source) as source, max(vintage) as vintage, min(session) as first,
        max(session) as last, count(*) as bars
    from bar where ?::varchar[] is null or list_contains(?::varchar[], symbol)
    group by symbol
) as held
join (
    select * from symbol
    qualify row_number() over (partition by symbol order by valid_from desc nulls last) = 1
) as symbol using (symbol)
left join (select symbol, count(*) as flags from flag group by symbol) as flagged using (symbol)
order by symbol.symbol;
