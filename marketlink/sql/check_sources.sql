-- grain: one session on which two series of one symbol differ
-- units: ratio = one level over the other's; usual is what holds before the last bar
-- reference: compared by return, as levels depend on the fetch date
create or replace temp table check_pair as
with placed as (
    select named.symbol, named.series, bar.* exclude (key), coalesce(close, adj_close) as level,
        lag(coalesce(close, adj_close)) over place as old_level,
        lag(session) over place as old_session, lead(session) over place as next_session
    from check_bar as bar join check_key as named using (key)
    window place as (partition by bar.key order by bar.session)
),
leveled as (
    select *, coalesce(lag(level = old_level) over (
        partition by symbol, series order by session), false) as repeats
    from placed
)
select a.symbol, a.series, b.series as other, a.session,
    a.level, b.level as other_level, a.volume, b.volume as other_volume,
    a.level / b.level as ratio, (a.close is null) = (b.close is null) as alike,
    a.old_level is not null and a.old_session = b.old_session as comparable,
    a.level / a.old_level - 1 as ret, b.level / b.old_level - 1 as other_ret,
    a.old_level = a.level as repeated, b.repeats as other_caught_up,
    coalesce(a.next_session > a.session + 10, true) as is_last, listing.kind,
    lag(b.level / b.old_level - 1) over (
        partition by a.symbol, a.series, b.series order by a.session) as other_ret_before
from leveled as a
join leveled as b on b.symbol = a.symbol and b.session = a.session and b.series <> a.series
join check_listing as listing on listing.symbol = a.symbol
where a.level > 0 and b.level > 0;
insert into found_flag
select distinct symbol, series, session, 'stale-close', 'flag',
    format('close {} repeated where {} moved {:.2f} %', level, other, 100 * other_ret)
from check_pair
where comparable and repeated and abs(other_ret) > 0.0005 and not other_caught_up
    and kind <> 'currency'
    and not exists (
        from found_flag as flag where flag.symbol = check_pair.symbol
            and flag.series = check_pair.series and flag.session = check_pair.session
    );
create or replace temp table check_usual as
select symbol, series, other, median(ratio) as ratio,
    quantile_cont(abs(ret - other_ret), 0.9) filter (comparable) as apart,
    median(volume / nullif(other_volume, 0)) as turnover
from check_pair where not is_last group by symbol, series, other having count(*) >= 3;
insert into found_flag
select symbol, series, session, 'unfinished-bar', 'drop',
    format('last bar {} with volume {} against {} and {} from {}', level, volume, other_level,
        coalesce(other_volume::varchar, 'unknown'), other)
from (
    select pair.*, usual.ratio as usual_ratio, coalesce(usual.apart, 0) as usual_apart,
        coalesce(least(usual.turnover, 1), 1) as usual_turnover
    from check_pair as pair left join check_usual as usual using (symbol, series, other)
)
where is_last
    and case
        when usual_ratio is not null
            then abs(ratio / usual_ratio - 1) < 0.1
                and comparable and abs(ret - other_ret) > greatest(1e-4, 1.5 * usual_apart)
        when alike then abs(ratio - 1) > 1e-4 and abs(ratio - 1) < 0.1
        else comparable and abs(ret - other_ret) > 0.001 end
    and volume < 0.9 * usual_turnover * coalesce(other_volume, 'inf'::double)
    and (other_volume is not null or series < other);
