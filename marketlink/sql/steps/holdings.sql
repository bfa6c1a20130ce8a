-- What a store holds, and what is taken out of it (marketlink/store/holdings.py,
-- marketlink/prices, marketlink/doctor).
--

-- step: holding
-- grain: one symbol that has bars
-- units: first and last are sessions; parameter: list of symbols, or null for all
-- reference: a few symbols are sought before grouping; where all are meant, joining after it costs less
with wanted as (
    select * from history where $1::varchar[] is null or list_contains($1::varchar[], symbol)
),
span as (
    select history, min(session) as first, max(session) as last, count(*) as bars
    from (
        from raw_bar where $1 is null
        union all from raw_bar semi join wanted on wanted.id = raw_bar.history where $1 is not null
    )
    group by history
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

-- step: bar
-- grain: one bar of one symbol
-- units: open to adj_close as fetched; close split-adjusted; total = level with dividends
-- reference: parameters: symbol, first and last session (null = open)
select bar.symbol, bar.session, bar.open, bar.high, bar.low, bar.close as raw_close, bar.volume,
    bar.adj_close, price.close, price.total, flagged.fault
from bar
left join price on price.symbol = bar.symbol and price.session = bar.session
left join (
    select symbol, session, string_agg(fault, ' ' order by fault) as fault from flag group by all
) as flagged on flagged.symbol = bar.symbol and flagged.session = bar.session
where bar.symbol = $1 and bar.session between coalesce($2, bar.session) and coalesce($3, bar.session)
order by bar.session;

-- step: missing
-- grain: one symbol that lacks a bar on a session between its first and last bar
-- units: sessions of the symbol's exchange; recent = among the last 250; listed = the latest five
-- reference: a return over a gap spans several sessions (docs/prices.md)
with held as (
    select bar.history, min(bar.session) as first, max(bar.session) as last
    from raw_bar as bar group by bar.history
),
expected as (
    select symbol.symbol, held.history, session.session,
        row_number() over (partition by symbol.symbol order by session.session desc) as age
    from held
    join history on history.id = held.history
    join symbol on symbol.symbol = history.symbol
    join session on session.exchange = symbol.exchange
        and session.session between held.first and held.last
)
select expected.symbol, count(*) as missing, count(*) filter (age <= 250) as recent,
    count(*) filter (age <= 20) as newest, list(expected.session order by age)[:5] as listed
from expected anti join raw_bar as bar
    on bar.history = expected.history and bar.session = expected.session
group by expected.symbol order by expected.symbol;

-- step: correction
-- grain: one replacement of a whole history that no split or dividend explains
-- units: ratio = new over old close or adj_close at `session`; recorded is an instant (UTC); whether
-- reference: the user's own file replaced it; "Drift" in docs/refresh.md
select symbol, recorded, session, ratio, changed, new_source = 'files' from price_revision
where why = 'correction' order by recorded desc, symbol;

-- step: copies
-- grain: one symbol and another whose bars some of its bars are, open to volume, to the last figure
-- units: bars = how many; first, last = their sessions
-- reference: parameters: first and last session, whether held bars are asked about as well. Of two
--     symbols it is the one that steps further into the first such bar; both where neither does (a whole
--     history). By chance there is none in 4.06 million bars of Seoul; bars without a range are passed by
with bar as (
    select symbol, session::date as session, open, high, low, close, volume, true as fresh
    from arriving_copy
    union all
    select history.symbol, session, open, high, low, close, volume, $3
    from raw_bar join history on history.id = raw_bar.history
    where session between $1 and $2 and close > 0
        and not exists (
            from arriving_copy as a
            where a.symbol = history.symbol and a.session::date = raw_bar.session
        )
),
stepped as (
    select *, abs(ln(close / lag(close) over (partition by symbol order by session))) as step
    from bar
),
pair as (
    select a.symbol, b.symbol as other, count(*) as bars, min(session) as first,
        max(session) as last, bool_or(a.fresh) as fresh,
        coalesce(arg_min(a.step, session), 0) as step,
        coalesce(arg_min(b.step, session), 0) as other_step
    from stepped as a join stepped as b using (session, open, high, low, close, volume)
    where a.symbol <> b.symbol and a.volume > 0 and a.high > a.low
    group by a.symbol, b.symbol
)
select symbol, other, bars, first, last from pair
where fresh and step >= other_step
order by all;

-- step: valid
-- grain: one held symbol
-- units: parameters: first and last session in which it names its security (null = open), symbol
update symbol set valid_from = ?, valid_to = ? where symbol = ?;

-- step: delete_raw_bar
-- grain: every bar of some symbols
-- units: parameter: list of symbols
-- reference: bars that stayed behind would belong to the next history of their number
delete from raw_bar where history in (select id from history where list_contains(?, symbol));

-- step: delete_history
-- grain: the histories of some symbols, whose bars delete_raw_bar has removed
-- units: parameter: list of symbols
delete from history where list_contains(?, symbol);

-- step: delete_action
-- grain: every action of some symbols
-- units: parameter: list of symbols
delete from action where list_contains(?, symbol);
