-- grain: one symbol that has bars
-- units: first and last are sessions; parameter: list of symbols, or null for all
-- reference: joined after grouping, which costs less than leaving rows out of a scan
with wanted as (
    select * from history where $1::varchar[] is null or list_contains($1::varchar[], symbol)
),
span as (
    select history, min(session) as first, max(session) as last, count(*) as bars
    from raw_bar group by history
)
select symbol.symbol, symbol.exchange, symbol.currency, symbol.kind, symbol.name, symbol.basis,
    symbol.total_from, symbol.valid_from, symbol.valid_to,
    wanted.source, wanted.vintage, span.first, span.last, span.bars, coalesce(flagged.flags, 0)
from wanted
join span on span.history = wanted.id
join (
    select * from symbol
    qualify row_number() over (partition by symbol order by valid_from desc nulls last) = 1
) as symbol using (symbol)
left join (select symbol, count(*) as flags from flag group by symbol) as flagged using (symbol)
order by symbol.symbol;
