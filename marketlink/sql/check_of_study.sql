-- grain: one price of a symbol in study_suspects, in the order of key and session
-- units: as in raw_bar
-- reference: none
create or replace temp table check_key as
select row_number() over (order by symbol) as key, symbol, '' as series
from (select distinct symbol from study_symbol
    where not own and list_contains(getvariable('study_suspects')::varchar[], symbol));
create or replace temp table check_bar as
select k.key, p.session, null::double as open, null::double as high, null::double as low,
    max(p.total) as close, null::double as adj_close, max(p.volume)::double as volume
from input_price p join check_key k on k.symbol = p.symbol
where p.total is not null
    and (getvariable('study_as_of') is null or p.session <= getvariable('study_as_of'))
group by k.key, p.session
order by k.key, p.session;
create or replace temp table check_listing as
select k.key as position, k.symbol, s.code as exchange, null::varchar as currency, 'stock' as kind,
    null::varchar as name, 'unknown' as basis, null::varchar as total_from,
    null::date as valid_from, null::date as valid_to
from check_key k join study_symbol s on s.symbol = k.symbol;
create or replace temp table check_action (symbol varchar, session date, kind varchar, value double);
