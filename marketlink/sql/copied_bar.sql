-- grain: one symbol and another whose bars some of its bars are, open to volume, to the last figure
-- units: bars = how many; first, last = their sessions
-- reference: parameters: first and last session, whether held bars are asked about as well. Of two
-- symbols it is the one that steps further into the first such bar; both where neither does (a whole
-- history). By chance there is none in 4.06 million bars of Seoul; bars without a range are passed by
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
