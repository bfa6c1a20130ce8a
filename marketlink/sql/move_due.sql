-- grain: one symbol of an exchange of which moves are missing, or were made from other prices
-- units: since = the first session to make, null = all of them
-- reference: parameter: exchange; the history of a symbol gets another number where it is replaced
with held as (
    select bar.symbol, any_value(history.id) as history, min(bar.session) as first,
        max(bar.session) as last
    from bar join history on history.symbol = bar.symbol
    join (select distinct symbol from symbol where exchange = ?) as line
        on line.symbol = bar.symbol
    group by bar.symbol
),
made as (
    select symbol, any_value(history) as history, max(session) as last from move group by symbol
)
select held.symbol, if(made.history = held.history, made.last, null) as since
from held left join made using (symbol)
where held.last > held.first
    and (made.last is null or made.history <> held.history or made.last < held.last)
order by held.symbol;
