-- Merging what arrived into a store (marketlink/store/stage.py, marketlink/store/merge.py).
--
-- Relations:
-- staged_symbol: one arriving symbol; first and last are the ends of its bars
--     columns: position, symbol, exchange, currency, kind, name, basis, total_from, valid_from,
--         valid_to, source, vintage, whole, first, last
--     made by: tables, file.sql
--     read by: bar, staged, fresh, held, agreed, drift, accept, replace, checks.sql,
--         marketlink/prices/importing.py, marketlink/store/stage.py
-- staged_bar: one arriving bar of one symbol and session; position is its symbol's
--     columns: position, session, open, high, low, close, volume, adj_close
--     made by: tables, bar
--     read by: staged, fresh, match, apply, checks.sql, marketlink/prices/importing.py,
--         marketlink/store/stage.py
-- staged_action: one arriving split or dividend
--     columns: symbol, session, kind, value
--     made by: tables, file.sql
--     read by: drift, action, checks.sql, marketlink/store/merge.py, marketlink/store/stage.py
-- staged_flag: one arriving flag
--     columns: symbol, session, fault, policy, detail
--     made by: tables, file.sql
--     read by: flag, marketlink/store/merge.py, marketlink/store/stage.py
-- staged_drift: one staged symbol whose stored history differs from what arrived
--     columns: symbol, whole, new_source, new_vintage, old_source, old_vintage, why, session,
--         ratio, changed
--     made by: no_drift, drift
--     read by: accept, listing, marketlink/store/merge.py
-- staged_accepted: one staged symbol that is merged; history is the one its bars go to
--     columns: position, symbol, exchange, currency, kind, name, basis, total_from, valid_from,
--         valid_to, source, vintage, whole, first, last, history, held, known, differing
--     made by: fresh, accept
--     read by: fresh, apply, counts, update, action, flag, history, listing
-- arriving_bar: one bar to be written
--     columns: history, session, open, high, low, close, volume, adj_close
--     made by: fresh, apply
--     read by: few, marketlink/store/merge.py
-- held_symbol: one staged symbol that is held
--     columns: position, symbol, history, source, vintage
--     made by: held
--     read by: match, agreed, drift, accept, replace
-- staged_match: one staged bar that is held, beside its stored bar of that session
--     columns: position, session, held_row, differs, drifts, ratio
--     made by: match
--     read by: compare, apply, update
-- staged_compared: one staged symbol of which some staged session is held
--     columns: position, known, differing, changed, session, ratio
--     made by: compare
--     read by: agreed, drift, accept
-- arrived_bar: one bar to be written, where they are few
--     columns: history, session, open, high, low, close, volume, adj_close
--     made by: few
--     read by: few
-- recorded_bar: one bar to be written, as the record takes it
--     columns: history, session, open, high, low, close, volume, adj_close
--     made by: few
--     read by: insert, record.sql
-- former_symbol: one listing of a symbol that is replaced whole
--     columns: symbol, exchange, currency, kind, name, basis, valid_from, valid_to, total_from
--     made by: listing
--     read by: listing

-- step: tables
-- grain: arriving symbols, bars, actions and flags, empty
-- units: as in symbol, raw_bar, action and flag; first and last are the ends of the arriving bars
-- reference: a bar's position is that of its symbol
create or replace temp table staged_symbol (
    position integer, symbol varchar, exchange varchar, currency varchar, kind varchar,
    name varchar, basis varchar, total_from varchar, valid_from date, valid_to date,
    source varchar, vintage timestamptz, whole boolean, first date, last date
);
create or replace temp table staged_bar (
    position integer, session date, open double, high double, low double, close double,
    volume double, adj_close double
);
create or replace temp table staged_action (
    symbol varchar, session date, kind varchar, value double
);
create or replace temp table staged_flag (
    symbol varchar, session date, fault varchar, policy varchar, detail varchar
);

-- step: bar
-- grain: one arriving bar of one symbol and session, from the relation staged_columns
-- units: as in raw_bar; position is that of the bar's symbol in staged_symbol
create or replace temp table staged_bar as
select position, arrived.session::date as session, open, high, low, close, volume, adj_close
from staged_columns as arrived join staged_symbol as symbol using (position)
order by symbol.symbol, arrived.session;

-- step: staged
-- grain: one merge
-- units: first and last staged session; staged bars, and cells of each column
-- reference: then whether any staged symbol is held
select min(session), max(session), count(*),
    [count(open), count(high), count(low), count(close), count(volume), count(adj_close)],
    (select exists (from history semi join staged_symbol using (symbol)))
from staged_bar;

-- step: no_drift
-- grain: one staged symbol whose stored history differs from what arrived: none
-- units: as in drift
create or replace temp table staged_drift (
    symbol varchar, whole boolean, new_source varchar, new_vintage timestamptz,
    old_source varchar, old_vintage timestamptz, why varchar, session date, ratio double,
    changed bigint
);

-- step: fresh
-- grain: every staged bar, where no symbol is held
-- units: as in raw_bar
create or replace temp table staged_accepted as
select *, position + 1 + (select coalesce(max(id), 0) from history) as history from staged_symbol;
create or replace temp view arriving_bar as
select position + (select min(history - position) from staged_accepted) as history,
    * exclude (position)
from staged_bar;

-- step: held
-- units: as in history
create or replace temp table held_symbol as
select staged.position, staged.symbol, history.id as history, history.source, history.vintage
from staged_symbol as staged join history using (symbol);

-- step: match
-- units: held_row = the stored row; differs, drifts = of another value, of another price
-- reference: parameters: first and last staged session, which let the scan pass by older bars
create or replace temp table staged_match as
select staged.position, staged.session, bar.held_row,
    staged.open is distinct from bar.open or staged.high is distinct from bar.high
        or staged.low is distinct from bar.low or staged.close is distinct from bar.close
        or staged.volume is distinct from bar.volume
        or staged.adj_close is distinct from bar.adj_close as differs,
    moved(staged.close, bar.close) or moved(staged.adj_close, bar.adj_close) as drifts,
    if(moved(staged.close, bar.close), staged.close / bar.close,
        staged.adj_close / bar.adj_close) as ratio
from (from staged_bar semi join held_symbol using (position)) as staged
join (
    select raw_bar.*, raw_bar.rowid as held_row, held.position
    from raw_bar join held_symbol as held on held.history = raw_bar.history
    where raw_bar.session between ?::date and ?::date
) as bar on bar.position = staged.position and bar.session = staged.session;

-- step: compare
-- units: known, differing, changed = sessions held, of another value, of another price
-- reference: ratio = new over old on the first changed session
create or replace temp table staged_compared as
select position, count(*) as known,
    count(*) filter (differs) as differing, count(*) filter (drifts) as changed,
    min(session) filter (drifts) as session,
    arg_min(ratio, session) filter (drifts) as ratio
from staged_match group by position;

-- step: agreed
-- grain: one merge
-- units: whether every staged symbol is a tail that agrees with what is held, from its source
-- reference: "Drift" in docs/store.md
select not exists (
    from staged_symbol as staged
    left join held_symbol as held on held.position = staged.position
    left join staged_compared as compared on compared.position = staged.position
    where staged.whole or compared.known is null or compared.changed > 0
        or held.source <> staged.source
);

-- step: drift
-- grain: one staged symbol whose stored history differs from what arrived
-- units: ratio = new over old; changed = sessions whose close or adj_close differs, or is gone
-- reference: "Drift" in docs/store.md
create or replace temp table staged_drift as
with doubtful as (
    select held.* from held_symbol as held
    join staged_symbol as staged on staged.position = held.position
    left join staged_compared as compared on compared.position = held.position
    where staged.whole or coalesce(compared.known, 0) = 0
),
counted as (
    select doubtful.position, count(*) as bars
    from raw_bar join doubtful on doubtful.history = raw_bar.history group by doubtful.position
),
fresh as (
    select staged.symbol, max(staged.kind) as kind
    from staged_action as staged
    anti join action on action.symbol = staged.symbol and action.session = staged.session
        and action.kind = staged.kind and not moved(staged.value, action.value)
    group by staged.symbol
),
judged as (
    select staged.symbol, staged.whole, staged.source as new_source,
        staged.vintage as new_vintage, held.source as old_source, held.vintage as old_vintage,
        coalesce(compared.changed, 0)
            + if(staged.whole, coalesce(counted.bars, 0) - coalesce(compared.known, 0), 0)
            as changed,
        coalesce(compared.known, 0) > 0 as shares,
        compared.session, compared.ratio, fresh.kind
    from staged_symbol as staged
    join held_symbol as held on held.position = staged.position
    left join staged_compared as compared on compared.position = staged.position
    left join counted on counted.position = staged.position
    left join fresh on fresh.symbol = staged.symbol
)
select symbol, whole, new_source, new_vintage, old_source, old_vintage,
    case
        when old_source <> new_source then 'source'
        when not whole and not shares then 'no overlap'
        else coalesce(kind, 'correction')
    end as why,
    session, ratio, changed
from judged
where changed > 0 or old_source <> new_source or not (whole or shares);

-- step: accept
-- grain: one staged symbol that is merged: whole, or a tail that agrees with what is held
-- units: as in symbol; history is the one that its bars are written to
-- reference: a tail joins the history that it agrees with, its vintage included
create or replace temp table staged_accepted as
select staged.*,
    if(staged.whole or held.history is null,
        staged.position + 1 + (select coalesce(max(id), 0) from history), held.history) as history,
    held.history is not null as held,
    compared.known, compared.differing
from staged_symbol as staged
left join held_symbol as held on held.position = staged.position
left join staged_compared as compared on compared.position = staged.position
where staged.whole
    or not exists (from staged_drift as drift where drift.symbol = staged.symbol);

-- step: apply
-- grain: one bar to be written: of whole histories all, of tails those that are new or changed
-- units: as in raw_bar
-- reference: two branches, as one join for both was planned badly where every history is whole
create or replace temp view arriving_bar as
select accepted.history, staged.* exclude (position)
from staged_bar as staged
join staged_accepted as accepted
    on accepted.position = staged.position and (accepted.whole or not accepted.held)
union all
select accepted.history, staged.* exclude (position)
from staged_bar as staged
join staged_accepted as accepted
    on accepted.position = staged.position and not accepted.whole and accepted.held
left join staged_match as held on held.position = staged.position and held.session = staged.session
where coalesce(held.differs, true);

-- step: counts
-- grain: one merge
-- units: held bars of another value; written bars that replace a held one; whether tails change any
-- reference: then whether any held symbol is replaced whole, and whether any is new
select coalesce(sum(differing), 0)::bigint,
    coalesce(sum(if(whole, known, differing)), 0)::bigint,
    coalesce(bool_or(differing > 0 and not whole), false),
    coalesce(bool_or(whole and held), false),
    coalesce(bool_or(not held), false)
from staged_accepted;

-- step: replace
-- grain: every held symbol of which a whole history is staged
delete from raw_bar where history in (
    select held.history from held_symbol as held
    join staged_symbol as staged on staged.position = held.position and staged.whole
);

-- step: update
-- grain: every held bar that a staged tail changes
-- reference: deleted by the rows that were found when comparing, so that no column is read again
delete from raw_bar where rowid in (
    select staged.held_row from staged_match as staged
    semi join staged_accepted as accepted
        on accepted.position = staged.position and not accepted.whole
    where staged.differs
);

-- step: few
-- grain: one bar to be written, where they are few: written out, as they are read twice
-- units: as in raw_bar
create or replace temp table arrived_bar as select * from arriving_bar;
create or replace temp view recorded_bar as select * from arrived_bar;

-- step: insert
-- grain: one bar to be written
-- units: as in raw_bar; parameters: first and last session to write
insert into raw_bar by name
from recorded_bar where session between ?::date and ?::date;

-- step: action
-- grain: actions of every staged symbol that is merged
-- units: as in action
delete from action using staged_accepted as staged
where staged.whole and action.symbol = staged.symbol;
insert into action
select staged.symbol, staged.session, staged.kind, staged.value, accepted.source
from staged_action as staged join staged_accepted as accepted using (symbol)
anti join action on action.symbol = staged.symbol and action.session = staged.session
    and action.kind = staged.kind;

-- step: flag
-- grain: flags of every staged symbol that is merged
-- units: as in flag
-- reference: of a tail, those of the sessions that arrived are replaced
delete from flag using staged_accepted as staged
where flag.symbol = staged.symbol
    and (staged.whole or flag.session between staged.first and staged.last);
insert into flag
select staged.symbol, staged.session, staged.fault, staged.policy, staged.detail
from staged_flag as staged join staged_accepted as accepted using (symbol);

-- step: history
-- grain: histories of every staged symbol that is new or replaced whole
-- units: as in history
delete from history using staged_accepted as staged
where staged.whole and history.symbol = staged.symbol;
insert into history
select staged.history, staged.symbol, staged.source, staged.vintage
from staged_accepted as staged
where staged.whole or not exists (from history where history.symbol = staged.symbol);

-- step: listing
-- grain: listings and revisions of every staged symbol that is new or replaced whole
-- units: as in symbol and price_revision
create or replace temp table former_symbol as
select * from symbol semi join staged_accepted as staged
    on staged.symbol = symbol.symbol and staged.whole;
delete from symbol using staged_accepted as staged
where staged.whole and symbol.symbol = staged.symbol;
insert into symbol
select staged.symbol, staged.exchange, staged.currency, staged.kind,
    coalesce(nullif(staged.name, ''), former.name, ''), staged.basis,
    coalesce(staged.valid_from, former.valid_from), coalesce(staged.valid_to, former.valid_to),
    staged.total_from
from staged_accepted as staged
left join (
    select symbol, max(name) as name, max(valid_from) as valid_from, max(valid_to) as valid_to
    from former_symbol group by symbol
) as former using (symbol)
where staged.whole or not exists (from symbol where symbol.symbol = staged.symbol);
insert into price_revision
select symbol, new_vintage, why, session, ratio, changed,
    old_source, old_vintage, new_source, new_vintage, ''
from staged_drift where whole;
