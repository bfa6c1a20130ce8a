-- Files of a study, from cells to its input relations (marketlink/study/files.py,
-- marketlink/study/files.py, marketlink/study/factors.py).
--
-- Relations:
-- input_event: one line of an events file, in file order
--     columns: event_id, symbol, date, instant, group, exchange, benchmark, problem
--     made by: events, event_codes, lost_event_codes
--     read by: lost_codes, bucket.sql, spark.sql, study.sql
-- input_price: one dated line of the prices
--     columns: symbol, session, total, ret, volume, exchange
--     made by: price, plain_price
--     read by: lost_codes, bucket.sql, checks.sql, study.sql,
--         marketlink/pipeline/stored_prices.py, marketlink/study/files.py,
--         marketlink/study/factors.py
-- study_line: one symbol and exchange as the files spell them
--     columns: symbol, exchange, plain, home, raw, bare, has_adjusted, has_returned
--     made by: price, lost_price_codes
--     read by: price, plain_lines, plain_price, lone, spark.sql
-- input_factor: one factor on one day
--     columns: session, name, value
--     made by: factor, factors
--     read by: study.sql, marketlink/study/factors.py, marketlink/study/inputs.py

-- step: event_faults
-- grain: one row for an events file
-- units: days and instants that do not begin like ISO 8601 or YYYYMMDD
select count(*) from (select trim(unnest([date, instant])) as x from study_file)
where study_blank(x) is not null and not regexp_matches(x, '^(\d{4}-\d{1,2}-\d{1,2}|\d{8}$)');

-- step: events
-- units: date is a day, instant an instant (UTC); problem says what cannot be used; of plain lines,
--     which have a day like 2025-01-27 and no instant, nothing else has to be asked
-- reference: ISO 8601; an instant without an offset is refused, and so is a time of day in words
create or replace temp table input_event as
with texts as (
    select study_label(event_id) as event_id, study_code(symbol) as symbol,
        study_blank(date) as day, study_blank(instant) as moment, study_label("group") as "group",
        study_label(exchange) as exchange, study_code(benchmark) as benchmark
    from study_file
),
cleaned as (
    select * replace (study_moment(day) as day, study_moment(moment) as moment),
        moment is null and study_iso(day) as plain
    from texts
),
dated as (select *, study_day(day) as own_day, if(plain, null, study_has_clock(day)) as clocked
    from cleaned
),
timed as (
    select * replace (case
        when plain then null
        when regexp_matches(moment, '^\d{1,2}:\d\d') and own_day is not null
            then study_moment(own_day::varchar || ' ' || moment)
        else coalesce(moment, if(clocked and own_day is null, day, null))
    end as moment)
    from dated
),
one as (
    select *, study_has_zone(moment) as has_zone, study_day(moment) as moment_day from timed
),
zoned as (select *, if(has_zone, study_instant(moment), null) as clock from one)
select coalesce(event_id, row_number() over ()::varchar) as event_id, symbol,
    case
        when plain then own_day
        when has_zone then try_cast(split_part(replace(moment, 'T', ' '), ' ', 1) as date)
        else coalesce(moment_day, own_day)
    end as date,
    clock as instant,
    "group", exchange, benchmark,
    case
        when plain then null
        when has_zone then if(clock is null, 'bad_date', null)
        when study_has_clock(moment) and moment_day is null then 'naive_instant'
        when coalesce(moment_day, own_day) is null then 'bad_date'
        when moment is not null and moment_day is null then 'naive_instant'
    end as problem
from zoned;

-- step: event_codes
-- grain: one event whose symbol is a code of the Korean exchange
-- units: six places; a spreadsheet takes the zeros, KRX writes an A in front
-- reference: KRX short codes (단축코드)
update input_event set symbol = lpad(ltrim(symbol, 'A'), 6, '0')
where regexp_full_match(symbol, 'A?\d{1,6}') and symbol <> lpad(ltrim(symbol, 'A'), 6, '0');

-- step: faults
-- grain: one row for a prices file
-- units: counts of lines whose day, symbol or number cannot be read
select count(*) as lines,
    count(*) filter (study_label(symbol) is null) as without_symbol,
    count(*) filter (study_bar_day(study_blank(date)) is null) as without_day,
    count(*) filter (
        (study_blank(close) is not null and try_cast(study_blank(close) as double) is null)
        or (study_blank(adj_close) is not null
            and try_cast(study_blank(adj_close) as double) is null)
        or (study_blank(ret) is not null and try_cast(study_blank(ret) as double) is null)
    ) as not_numbers,
    count(*) filter (study_blank(ret) is not null) as returns,
    count(*) filter (
        coalesce(try_cast(study_blank(close) as double), try_cast(study_blank(adj_close) as double),
            try_cast(study_blank(ret) as double)) is not null
    ) as numbers,
    median(abs(try_cast(study_blank(ret) as double))) as middle
from study_file;

-- step: prices
-- grain: one line of a prices file read as texts
-- units: days and numbers; what is none is null
insert into study_read
select symbol, study_bar_day(study_blank(date)), try_cast(study_blank(close) as double),
    try_cast(study_blank(adj_close) as double), try_cast(study_blank(ret) as double),
    try_cast(study_blank(volume) as double), exchange
from study_file;

-- step: layout
-- grain: one price or return of a file that has another layout than one line a symbol and day
-- units: as they stand
-- reference: relation file_row is what marketlink.prices.reading makes of the file
alter table file_row add column if not exists close double;
alter table file_row add column if not exists adj_close double;
alter table file_row add column if not exists ret double;
alter table file_row add column if not exists volume double;
insert into study_read
select file_key.symbol, f.session, f.close, f.adj_close, f.ret, f.volume, null
from file_row f join file_key using (key)
where f.session is not null and coalesce(f.adj_close, f.close, f.ret) is not null;

-- step: price_codes
-- grain: one price whose symbol is a code of the Korean exchange
-- units: six places; a spreadsheet takes the zeros, KRX writes an A in front
-- reference: KRX short codes (단축코드)
update study_read set symbol = lpad(ltrim(study_code(symbol), 'A'), 6, '0')
where regexp_full_match(study_code(symbol), 'A?\d{1,6}')
    and symbol <> lpad(ltrim(study_code(symbol), 'A'), 6, '0');

-- step: codes
-- grain: one code of the file just read
select distinct study_code(symbol) as code
from typed_count where file = getvariable('study_file') and study_code(symbol) is not null;

-- step: overlap
-- grain: one symbol that two price files give different values on a day
-- units: n counts days, first is the earliest; study_kept holds the earlier files
-- reference: codes are made before they are joined, or days alone would be; the variable
--     study_shared names those that are in both
with later as materialized (
    select study_code(symbol) as code, date, close, adj_close, ret, volume from study_typed
    where study_code(symbol) in (select unnest(getvariable('study_shared')))
),
earlier as materialized (
    select study_code(symbol) as code, date, close, adj_close, ret, volume from study_kept
    where study_code(symbol) in (select unnest(getvariable('study_shared')))
)
select later.code as symbol, count(distinct later.date) as n, min(later.date) as first
from later
join earlier on earlier.code = later.code and earlier.date = later.date
where later.close <> earlier.close or later.adj_close <> earlier.adj_close
    or later.ret <> earlier.ret or later.volume <> earlier.volume
group by all
order by 1;

-- step: replaced
-- grain: one line of an earlier price file for which a later one has the same prices or returns
-- reference: as in overlap; a volume that only the earlier has goes with its line, as two lines of
--     a day that differ would both count as missing
delete from study_kept where rowid in (
    with later as materialized (
        select study_code(symbol) as code, date, close, adj_close, ret, volume from study_typed
        where study_code(symbol) in (select unnest(getvariable('study_shared')))
    ),
    earlier as materialized (
        select rowid as line, study_code(symbol) as code, date, close, adj_close, ret, volume
        from study_kept
        where study_code(symbol) in (select unnest(getvariable('study_shared')))
    )
    select earlier.line
    from later
    join earlier on earlier.code = later.code and earlier.date = later.date
    where (earlier.close is null or later.close is not null)
        and (earlier.adj_close is null or later.adj_close is not null)
        and (earlier.ret is null or later.ret is not null)
);

-- step: price
-- grain: study_line: one symbol and exchange as the files spell them; input_price: one dated line
-- units: total is what returns are taken from (adj_close where a symbol has it, else close); plain
--     is the symbol as it is read; raw and bare count closes without an adjusted close, or return
-- reference: where a file has ret, it is used as it stands
create or replace temp table study_line as
with line as (
    select symbol, exchange, sum(adjusted) as adjusted, sum(returned) as returned,
        sum(raw)::bigint as raw, sum(bare)::bigint as bare
    from typed_count group by all
),
named as (select *, study_code(symbol) as plain, study_label(exchange) as home from line)
select symbol, exchange, plain, home, raw, bare,
    sum(adjusted) over one > 0 as has_adjusted, sum(returned) over one > 0 as has_returned
from named
window one as (partition by plain);
create or replace temp view input_price as
select l.plain as symbol, t.date as session,
    if(l.has_returned, null,
        nullif(if(l.has_adjusted, t.adj_close, t.close), 'nan'::double)) as total,
    nullif(t.ret, 'nan'::double) as ret, nullif(t.volume, 'nan'::double) as volume,
    l.home as exchange
from study_typed t
join study_line l on l.symbol = t.symbol and l.exchange is not distinct from t.exchange
where l.plain is not null and t.date is not null;

-- step: plain_lines
-- grain: one study
-- units: whether every symbol and exchange is spelled as it is meant, and all have the same columns
select coalesce(bool_and(coalesce(plain = symbol, false) and home is not distinct from exchange)
    and count(distinct has_adjusted) = 1 and count(distinct has_returned) = 1, false) as plain
from study_line;

-- step: plain_price
-- grain: one dated line of the prices, as step price has it, where no line has to be looked up
set variable study_adjusted = (select any_value(has_adjusted) from study_line);
set variable study_returned = (select any_value(has_returned) from study_line);
create or replace temp view input_price as
select symbol, date as session,
    if(getvariable('study_returned'), null,
        nullif(if(getvariable('study_adjusted'), adj_close, close), 'nan'::double)) as total,
    nullif(ret, 'nan'::double) as ret, nullif(volume, 'nan'::double) as volume, exchange
from study_typed
where date is not null;

-- step: lone
-- grain: one study
-- units: whether any symbol has closes on days without what its returns are taken from
select count(*) > 0 as any
from study_line where has_returned and bare > 0 or has_adjusted and raw > 0;

-- step: lone_close
-- grain: one symbol with lines whose close is not used
-- units: n counts them, first is their first day; kind is what the symbol has on other days
-- reference: a close before the first return is where that return begins, and misses nothing
with line as (
    select study_code(symbol) as symbol, date, close, nullif(adj_close, 'nan'::double) as adj_close,
        nullif(ret, 'nan'::double) as ret
    from study_typed
),
has as (
    select symbol, min(date) filter (ret is not null) as returned,
        count(adj_close) > 0 as adjusted
    from line where date is not null and symbol is not null
    group by symbol
)
select l.symbol, if(has.returned is null, 'adj_close', 'ret') as kind, count(*) as n,
    min(l.date) as first
from line l join has on has.symbol = l.symbol
where not isnan(l.close)
    and (has.returned is null and has.adjusted and l.adj_close is null
        or has.returned < l.date and l.ret is null)
group by all
order by kind, l.symbol;

-- step: lost_codes
-- grain: one code with fewer than six places in one file of a study and with six in the other
-- units: which file lost the zeros; the code as it stands
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

-- step: lost_event_codes
-- grain: one event whose code lost its zeros
-- units: six places
-- reference: lost_codes
update input_event set symbol = lpad(symbol, 6, '0')
where list_contains(getvariable('study_lost_codes'), symbol);

-- step: lost_price_codes
-- grain: one symbol of the prices whose code lost its zeros
-- units: six places
-- reference: lost_codes
update study_line set plain = lpad(plain, 6, '0')
where list_contains(getvariable('study_lost_codes'), plain);

-- step: factor
-- units: simple, decimal
create table if not exists input_factor (session date, name varchar, value double);

-- step: factors
-- grain: one factor on one day
-- units: simple, decimal; two different values for one day make it unusable
-- reference: a line of study_file holds one value: its factor stands as symbol, its value as ret
insert into input_factor
select study_bar_day(study_blank(date)), symbol, any_value(try_cast(study_blank(ret) as double))
from study_file
where study_blank(ret) is not null and study_bar_day(study_blank(date)) is not null
group by study_bar_day(study_blank(date)), symbol
having count(distinct try_cast(study_blank(ret) as double)) = 1;

-- step: factor_facts
-- grain: one row for the factor file last staged
-- units: readable values, their median size and that of RF; no numbers, no returns, contradicted ones
with cell as (
    select study_bar_day(study_blank(date)) as day, symbol as name, study_blank(ret) as text,
        try_cast(study_blank(ret) as double) as value
    from study_file
),
dated as (select * from cell where day is not null and text is not null),
disputed as (
    select count(*) as n from dated group by day, name having count(distinct value) > 1
)
select count(value), coalesce(median(abs(value)), 0),
    coalesce(median(abs(value)) filter (
        regexp_replace(lower(name), '[^a-z0-9]', '', 'g') in ('rf', 'riskfree', 'riskfreerate')), 0),
    count(*) filter (value is null), count(*) filter (not isfinite(value) or value <= -1),
    (select coalesce(sum(n), 0)::bigint from disputed)
from dated;
