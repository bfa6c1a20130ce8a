-- grain: one code with fewer than six places in one file of a study and with six in the other
-- units: which file lost the zeros; the code as it stands
-- reference: none
with priced as (
    select distinct symbol from input_price where regexp_full_match(symbol, '\d{1,6}')
),
named as (
    select distinct symbol from input_event where regexp_full_match(symbol, '\d{1,6}')
)
select 'events' as file, symbol from named
where length(symbol) < 6 and symbol not in (from priced)
    and lpad(symbol, 6, '0') in (from priced)
union all
select 'prices' as file, symbol from priced
where length(symbol) < 6 and symbol not in (from named)
    and lpad(symbol, 6, '0') in (from named)
    and lpad(symbol, 6, '0') not in (from priced)
order by file, symbol;
