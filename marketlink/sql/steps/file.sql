-- A file of prices, from cells to what is checked and merged (marketlink/prices/normalise.py and
-- its neighbours).
--
-- Relations:
-- file_cell: one row of a file whose cells were read one by one
--     columns: pair, session, those of a bar that the file has
--     made by: cell
--     read by: name, row, marketlink/prices/reading.py
-- file_name: one pair of symbol and series as a file writes them
--     columns: code, symbol, series
--     made by: name, unmarked
--     read by: symbols, row, joined, marketlink/prices/codes.py, marketlink/prices/keys.py
-- file_row: one row of a file; its key tells symbol and series in file_key
--     columns: key, session, those of a bar that the file has
--     made by: row, joined, held, levels, sorted, single, inputs.sql
--     read by: held, levels, order, sorted, single, columns, inputs.sql,
--         marketlink/prices/keys.py, marketlink/prices/listing.py, marketlink/prices/normalise.py,
--         marketlink/prices/reading.py
-- file_key: one series of one symbol of a file
--     columns: key, symbol, series
--     made by: row, held
--     read by: joined, series, held, checked, conflict, columns, action, inputs.sql,
--         marketlink/prices/importing.py, marketlink/prices/normalise.py
-- check_bar: one row of a file, in the order of key and session
--     columns: key, session, open, high, low, close, adj_close, volume
--     made by: checked
--     read by: bar, bar_all, checks.sql, marketlink/prices/files.py,
--         marketlink/prices/normalise.py
-- check_key: one key of check_bar and the symbol and series it stands for
--     columns: key, symbol, series
--     made by: checked
--     read by: bar, checks.sql, marketlink/prices/files.py, marketlink/study/price_faults.py
-- file_action: one split or dividend of a file's own columns
--     columns: symbol, session, kind, value
--     made by: action
--     read by: known_action, stage, marketlink/prices/files.py
-- check_action: one split or dividend known of the file's symbols: its own, or held in the store
--     columns: symbol, session, kind, value
--     made by: known_action
--     read by: checks.sql
-- staged_bar: one bar of a checked file that is not dropped
--     columns: position, session, open, high, low, close, volume, adj_close
--     made by: bar, bar_all
--     read by: checks.sql, merge.sql, marketlink/prices/importing.py, marketlink/store/stage.py

-- step: cell
-- units: pair = symbol and, behind the separator of units, series
create or replace temp view file_cell as
select symbol || if(series = '', '', chr(31) || series) as pair, * exclude (symbol, series)
from file_value;

-- step: name
-- units: symbol and series are what the pair stands for, completed by marketlink.prices.keys
-- reference: casting to the type numbers the rows in their order, which a join would lose
create temp type file_pair as enum (select distinct pair from file_cell order by pair);
create or replace temp table file_name as
select (row_number() over () - 1)::integer as code,
    split_part(pair, chr(31), 1) as symbol, split_part(pair, chr(31), 2) as series
from (select unnest(enum_range(null::file_pair))::varchar as pair);

-- step: symbols
-- grain: one file
-- units: whether some or all rows lack a symbol, whether a spreadsheet has marked codes, and a symbol
-- reference: the symbol is one that is none: longer than the parameter, with control characters, or a formula
select coalesce(bool_or(symbol = ''), false), coalesce(bool_and(symbol = ''), false),
    coalesce(bool_or(symbol[1] in ('=', '''') or ends_with(symbol, '.0')), false),
    min(symbol) filter (length(symbol) > ? or regexp_matches(symbol, '[\x00-\x1f\x7f]|^[=+@-]')
        and not regexp_full_match(symbol, '="?\w+"?'))
from file_name;

-- step: unmarked
-- grain: one pair of symbol and series of a file
-- reference: ="005930" and '005930 are how a spreadsheet keeps zeros, 660.0 is how a table loses them
update file_name set symbol = regexp_replace(symbol, '^(?:="?|'')(\w+)"?$|^(\d+)\.0$', '\1\2')
where symbol[1] in ('=', '''') or ends_with(symbol, '.0');

-- step: row
-- grain: one row of a file; its key tells symbol and series in file_key
-- units: as written
create or replace temp table file_row as
select enum_code(pair::file_pair)::integer as key, * exclude (pair) from file_cell;
create or replace temp table file_key as
select min(code) as key, symbol, series from file_name group by symbol, series;
drop type file_pair;

-- step: joined
-- grain: one row of a file whose symbol and series are written in several ways
update file_row set key = joined.key
from (
    select code, key from file_name join file_key using (symbol, series) where code <> key
) as joined
where joined.code = file_row.key;

-- step: series
-- grain: one series of which some symbol has several
select distinct series from file_key
where symbol in (select symbol from file_key group by symbol having count(*) > 1)
order by series;

-- step: held
-- grain: one held bar of a symbol of the file, within the file's days
-- units: as in raw_bar
-- reference: the series is that of prices.prepared.HELD
insert into file_key
select (select max(key) from file_key) + row_number() over (order by symbol), symbol, 'the store'
from history semi join file_key using (symbol);
insert into file_row by name
select held.key, bar.session, bar.open, bar.high, bar.low, bar.close, bar.volume
from raw_bar as bar
join history on history.id = bar.history
join (
    select symbol, min(session) as first, max(session) as last
    from file_row join file_key using (key) group by symbol
) as span on span.symbol = history.symbol and bar.session between span.first and span.last
join (from file_key where series = 'the store') as held on held.symbol = history.symbol;

-- step: levels
-- grain: one row of a file that carries returns in place of prices
-- units: close is a level that starts from 100 before the first return
-- reference: returns are simple and decimal
create or replace temp table file_row as
select * replace (100 * product(1 + coalesce(ret, 0)) over (
    partition by key order by session) as close)
from file_row;

-- step: order
-- grain: one file
-- units: rows earlier than the row above them, rows of the same day, series that come in pieces
-- reference: the window streams over the file's own order
with placed as (
    select key, session, lag(key) over () as old_key, lag(session) over () as old_session
    from file_row
),
marked as (
    select key, session < old_session as back, session = old_session as twice,
        old_key is null or key <> old_key as starts
    from placed
    where old_key is null or key <> old_key or session <= old_session
)
select count(*) filter (back and not starts), count(*) filter (twice and not starts),
    count(*) filter (starts) - count(distinct key) filter (starts)
from marked;

-- step: sorted
-- grain: one row of a file, in the order of key and session
-- units: as in file_row
create or replace temp table file_row as
select * from file_row order by key, session;

-- step: single
-- grain: one row of a file, each day of a key once
-- units: as in file_row
-- reference: rows of one key and day hold the same prices
create or replace temp table file_row as
select * from file_row
qualify row_number() over (partition by key, session) = 1
order by key, session;

-- step: checked
-- grain: one row of a file, in the order of key and session, and what its key stands for
-- units: as in raw_bar
create or replace temp view check_bar as
select key, session, open, high, low, close, adj_close, volume from file_bar;
create or replace temp view check_key as select key, symbol, series from file_key;

-- step: conflict
-- grain: one symbol and day of a file that come with different prices
select symbol, session from file_bar join file_key using (key) group by symbol, key, session
having count(distinct (open, high, low, close, adj_close, volume, dividend, split)) > 1 order by all limit 1;

-- step: columns
-- grain: one symbol of a file with closes and adjusted closes
-- units: rows with a close, with an adjusted close
select file_key.symbol, sum(closes)::bigint, sum(adjusted)::bigint
from (
    select key, count(close) as closes, count(adj_close) as adjusted from file_row group by key
) as counted
join file_key using (key)
group by file_key.symbol;

-- step: action
-- units: dividends as paid on the ex-date: a column on the basis of split closes is multiplied back
-- reference: parameter: whether the file's dividends are divided by later splits
create or replace temp table file_action as
with listed as (
    select symbol, session, split, dividend
    from (from file_bar where split > 0 or dividend > 0) join file_key using (key)
),
splits as (
    select distinct symbol, session, split from listed where split > 0 and split <> 1
),
later as (
    select symbol, session,
        product(split) over (partition by symbol order by session desc) as ratio
    from splits
)
select symbol, session, 'split' as kind, split as value from splits
union all
select paid.symbol, paid.session, 'dividend', paid.dividend * if(?, coalesce(later.ratio, 1), 1)
from (select distinct symbol, session, dividend from listed where dividend > 0) as paid
asof left join later on later.symbol = paid.symbol and paid.session < later.session;

-- step: known_action
-- units: as in action
create or replace temp view check_action as
select symbol, session, kind, value from file_action
union
select symbol, session, kind, value from action;

-- step: bar
-- grain: one bar of a checked file
-- units: as in raw_bar
-- reference: bars with a flag of policy drop are left out
create or replace temp view staged_bar as
select key as position, session, open, high, low, close, volume, adj_close from check_bar
anti join (
    select check_key.key, found_flag.session
    from found_flag join check_key using (symbol)
    where found_flag.policy = 'drop'
) as dropped using (key, session);

-- step: bar_all
-- grain: one bar of a checked file of which nothing is dropped
-- units: as in raw_bar
create or replace temp view staged_bar as
select key as position, session, open, high, low, close, volume, adj_close from check_bar;

-- step: stage
-- grain: a checked file as what a merge reads: symbols, actions, flags
-- units: as in symbol, action and flag; parameters: source, vintage
-- reference: its bars are the view of bar
insert into staged_action select symbol, session, kind, value from file_action;
insert into staged_flag select symbol, session, fault, policy, detail from found_flag;
insert into staged_symbol
select series.key, listing.symbol, exchange, currency, kind, name, basis, total_from,
    null, null, ?, ?::timestamptz, true, series.first, series.last
from check_listing as listing
join check_series as series using (symbol);
