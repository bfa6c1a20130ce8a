-- An event study on its input relations (marketlink/study).
--
-- Relations:
-- study_input: one symbol, exchange and benchmark that the events name
--     columns: symbol, exchange, benchmark, events
--     made by: named
--     read by: exchanges, bucket.sql, spark.sql, marketlink/spark/inputs.py,
--         marketlink/study/bucket.py, marketlink/study/inputs.py, marketlink/study/markets.py
-- study_priced: one symbol and exchange of prices or returns
--     columns: symbol, exchange, first
--     made by: priced
--     read by: first_day, early, exchanges, spark.sql, marketlink/study/markets.py
-- study_price: one day of one symbol with a price or a return
--     columns: id, day, value, is_ret, volume
--     made by: price
--     read by: marketlink/study/returns.py
-- study_symbol: one symbol of a study with prices
--     columns: symbol, code, own
--     made by: study_symbol
--     read by: price_faults, between, out_events, checks.sql, marketlink/study/inputs.py,
--         marketlink/study/markets.py
-- study_listed: one symbol with prices that the events, benchmarks or factors name
--     columns: symbol, id
--     made by: listed
--     read by: listed, price
-- study_group: one group of the events
--     columns: name, id
--     made by: listed
--     read by: listed
-- study_out_events: one input event, in input order
--     columns: event_id, symbol, group, exchange, instant, day0, rule, outcome, n_est, n_missing,
--         alpha, beta, sigma, volatility, r2, overlap, flags
--     made by: out_events
--     read by: nothing
-- study_out_abnormal: one event with an answer and one session of its event window, in input order
--     columns: event_id, tau, session, span, ret, benchmark_ret, normal, ar, ar_se, sar
--     made by: out_abnormal
--     read by: nothing
-- study_out_cars: one event with an answer and one window, in input order
--     columns: event_id, tau_from, tau_to, days, car, car_se, t, p_t, scar, p_sq, p_filtered,
--         p_placebo, p_floor, bhar, car_low, car_high
--     made by: out_cars
--     read by: nothing

-- step: named
-- units: counts of events
create or replace temp table study_input as
select symbol, exchange, benchmark, count(*) as events
from input_event where symbol is not null group by all;

-- step: priced
-- units: first is the earliest session
create or replace temp table study_priced as
select symbol, exchange, min(session) as first
from input_price
where symbol is not null and (total is not null or ret is not null)
group by all;

-- step: first_day
-- grain: one study
-- units: the first day of its prices and events, 1800 at the earliest
select greatest(
        least(
            (select min(first) from study_priced),
            (select min(coalesce(date::date, instant::timestamptz::date)) from input_event)
        ),
        date '1800-01-01'
    ) as day;

-- step: early
-- grain: one study
-- units: whether an event that prices reach lies before the calendar of New York begins
select count(*) > 0 as early
from (select coalesce(date::date, instant::timestamptz::date) as day from input_event)
where day >= (select min(first) from study_priced)
    and day < (select min(session) from session where exchange = 'XNYS');

-- step: exchanges
-- grain: one symbol that prices and events put on several exchanges
-- units: names as they stand, sorted
select symbol, list_sort(list(distinct upper(exchange))) as names
from (
    select symbol, exchange from study_priced
    union
    select distinct symbol, exchange from study_input
)
where symbol is not null and exchange is not null
group by symbol
having count(distinct upper(exchange)) > 1
order by symbol;

-- step: study_symbol
-- units: code is an exchange or, where own, the symbol's own dates
create or replace temp table study_symbol (symbol varchar, code varchar, own boolean);

-- step: groups
-- grain: one group of a study's events
select distinct coalesce(nullif("group", ''), 'all') as name from input_event order by name;

-- step: listed
-- grain: one symbol with prices that the events, their benchmarks or factors name; one group
-- units: id counts symbols, or groups, in alphabetical order; groups names all groups
create or replace temp table study_listed as
select symbol, (row_number() over (order by symbol) - 1)::integer as id
from study_needed;
create or replace temp table study_group as
select name, (row_number() over (order by name) - 1)::integer as id
from (select unnest(getvariable('study_groups')::varchar[]) as name);
drop type if exists study_symbol_name;
drop type if exists study_group_name;
create temp type study_symbol_name as enum (select symbol from study_listed order by id);
create temp type study_group_name as enum (select name from study_group order by id);

-- step: rows
-- grain: one input event, in input order (names are looked up without a join, which keeps it)
-- units: day from 1970-01-01, -32768 unknown; stated is the place of a benchmark, -1 none
select coalesce(enum_code(try_cast(symbol as study_symbol_name))::integer, -1) as id,
    coalesce(enum_code(
        try_cast(coalesce(nullif("group", ''), 'all') as study_group_name)
    )::integer, 0) as member,
    coalesce((date::date - date '1970-01-01')::integer, -32768)::integer as day,
    (coalesce(list_position(getvariable('study_benchmarks')::varchar[], benchmark), 0) - 1)::integer
        as stated
from input_event;

-- step: second
-- grain: one input event, in input order
-- units: second from 1970-01-01 UTC, null without a clock
select epoch(instant::timestamptz) as second from input_event;

-- step: nameless
-- grain: one input event that names no symbol
-- units: n counts the input's events from 0
select n
from (select row_number() over () - 1 as n, symbol from input_event)
where coalesce(symbol, '') = '';

-- step: repeated
-- grain: one input event that has the id of an earlier one
-- units: n counts the input's events from 0
select n
from (select row_number() over () - 1 as n, event_id from input_event)
qualify row_number() over (partition by event_id order by n) > 1;

-- step: problem
-- grain: one input event that its reader found something wrong with
-- units: n counts the input's events from 0; problem is an outcome code
select n, problem
from (select row_number() over () - 1 as n, problem from input_event)
where problem is not null;

-- step: calendar
-- grain: one session of one exchange, by idx
-- units: day counts from 1970-01-01, second is the closing instant from 1970-01-01 UTC
select (session - date '1970-01-01')::integer as day, epoch(close) as second
from session where exchange = ? order by idx;

-- step: price
-- grain: one day of one symbol with a price or a return
-- units: day counts from 1970-01-01; value is a price level, or where is_ret a decimal return
create or replace temp view study_price as
select s.id, (p.session - date '1970-01-01')::integer as day,
    coalesce(p.ret, p.total) as value, p.ret is not null as is_ret,
    p.volume::double as volume
from input_price p
join study_listed s on s.symbol = p.symbol
where (p.total is not null or p.ret is not null)
    and (getvariable('study_as_of') is null or p.session <= getvariable('study_as_of'));

-- step: factor_track
-- grain: one day of one factor of a file that a return can be compounded with
-- units: day counts from 1970-01-01; value is a simple decimal return
select (session - date '1970-01-01')::integer as day, value
from input_factor
where name = ? and isfinite(value) and value > -1
    and (getvariable('study_as_of') is null or session <= getvariable('study_as_of'))
order by session;

-- step: price_faults
-- grain: one symbol of a study with days that have several lines, or no usable price
-- units: counts of days
-- reference: the variable study_suspects names the symbols to look at day by day
select symbol, count(*) filter (copies > 1), count(*) filter (not usable)
from (
    select p.symbol, p.session, count(*) as copies,
        coalesce(min(p.total) = max(p.total), true) and coalesce(min(p.ret) = max(p.ret), true)
            and coalesce(min(p.total) > 0 and isfinite(max(p.total)),
                min(p.ret) >= -1 and isfinite(max(p.ret))) as usable
    from input_price p
    join study_symbol s on s.symbol = p.symbol
    where list_contains(getvariable('study_suspects')::varchar[], p.symbol)
        and (p.total is not null or p.ret is not null)
        and (getvariable('study_as_of') is null or p.session <= getvariable('study_as_of'))
        and (s.own or exists (
            from session c where c.exchange = s.code and c.session = p.session
        ))
    group by p.symbol, p.session
)
group by symbol
having count(*) filter (copies > 1 or not usable) > 0
order by symbol;

-- step: between
-- grain: one session of another market that closed between a stock's last close and its day 0
-- units: parameters: the stock's symbol, its day 0, the other symbol
with usable as (
    select p.symbol, p.session, c.close
    from input_price p
    join study_symbol s on s.symbol = p.symbol
    join session c on c.exchange = s.code and c.session = p.session
    where p.symbol in ($1, $3) and (p.total > 0 or p.ret is not null)
),
stock as (
    select max(close) filter (session < $2) as before, max(close) filter (session = $2) as close
    from usable where symbol = $1
)
select distinct other.session
from usable other, stock
where other.symbol = $3 and other.close > stock.before and other.close <= stock.close
order by other.session;

-- step: unknown
-- grain: one symbol of the events in study_lost
select distinct e.symbol
from (select row_number() over () - 1 as n, symbol from input_event) e
semi join study_lost l on l.n = e.n
order by e.symbol;

-- step: near
-- grain: one symbol of the variable unknown, which the prices have no usable line of
-- units: near is one that differs in case, marks (- / .), lost zeros, ending (.KS) or market (NYSE:)
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

-- step: first
-- grain: one of the first events that share something
-- units: the variable first holds their places in the input, from 0
select n, event_id
from (select row_number() over () - 1 as n, event_id from input_event)
where list_contains(getvariable('study_first')::bigint[], n);

-- step: out_events
-- units: returns decimal; NaN becomes null; rule and outcome by number become words
create or replace temp view study_out_events as
select e.event_id, e.symbol, coalesce(e."group", '') as "group",
    if(starts_with(s.code, 'own:'), null, s.code) as exchange, e.instant, e.day0::date as day0,
    getvariable('study_rules')[e.rule + 1] as rule,
    getvariable('study_outcomes')[e.outcome + 1] as outcome,
    nullif(e.n_est, 'nan'::double)::bigint as n_est,
    nullif(e.n_missing, 'nan'::double)::bigint as n_missing,
    nullif(columns(e.* exclude (event_id, symbol, "group", instant, n, row, day0, rule, outcome,
        n_est, n_missing, overlap, bits)), 'nan'::double),
    nullif(e.overlap, 'nan'::double)::bigint as overlap,
    getvariable('study_flag_words')[e.bits + 1] as flags
from (
    select * from (
        select event_id::varchar as event_id, symbol::varchar as symbol,
            "group"::varchar as "group", instant::timestamptz as instant,
            row_number() over () as row
        from input_event
    )
    positional join (from study_event_rows order by n)
    positional join study_flag_rows
) e
left join study_symbol s on s.symbol = e.symbol
order by e.n;

-- step: out_abnormal
-- units: returns decimal; span counts sessions; NaN becomes null
create or replace temp view study_out_abnormal as
select e.event_id, a.tau, a.session::date as session,
    nullif(a.span, 'nan'::double)::bigint as span,
    nullif(columns(a.* exclude (n, tau, session, span)), 'nan'::double)
from study_abnormal_rows a
join (select event_id::varchar as event_id, row_number() over () - 1 as n from input_event) e
    on e.n = a.n
order by a.n, a.tau;

-- step: out_cars
-- units: returns decimal; days counts sessions; NaN becomes null
create or replace temp view study_out_cars as
select e.event_id, c.tau_from, c.tau_to, c.days,
    nullif(columns(c.* exclude (n, place, tau_from, tau_to, days)), 'nan'::double)
from study_car_rows c
join (select event_id::varchar as event_id, row_number() over () - 1 as n from input_event) e
    on e.n = c.n
order by c.n, c.place;
