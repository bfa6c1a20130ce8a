-- grain: one bar whose close jumps as a split would make it, or by more than 60 %
-- units: ratio = close before over close
-- reference: near n:1 or 1:n within 15 %, and not a move that adj_close shares; 2:1 by itself where
-- the exchange limits a day's fall to less, or within 2.5 %; across a gap only adj_close can tell
insert into found_flag
select symbol, series, session,
    if(is_split, 'unapplied-split', 'large-move'),
    if(is_split and (known is not null and basis = 'raw'), 'keep', 'flag'),
    case
        when is_split and known is not null and basis = 'raw'
            then format('close {} after {}: the recorded {:g}:1 split is applied in prices', level,
                old_level, known)
        when is_split
            then format('close {} after {}: near {}; import with --basis raw and its split, or '
                || 'an adjusted column', level, old_level,
                if(coalesce(known, nearest) < 1, format('1:{:g}', 1 / coalesce(known, nearest)),
                    format('{:g}:1', coalesce(known, nearest))))
        else format('close {} after {}', level, old_level)
    end
from (
    select *, coalesce(known is not null and abs(ratio / known - 1) < 0.25, false)
        or (nearest is not null and abs(ratio / nearest - 1) < 0.15
            and case
                when adj_ratio is not null then abs(adj_ratio - 1) < 0.25
                when gap > 10 then false
                when exchange in ('XKRX', 'XTAI', 'XSHG') and nearest > 1 then true
                when nearest = 2 then abs(ratio / 2 - 1) < 0.025
                else nearest >= 3 or nearest <= 1 / 3.0 end) as is_split
    from (
        select point.*, old_level / level as ratio, if(close is null, null, old_adj / adj_close) as adj_ratio,
            action.value as known, coalesce(point.idx - point.old_idx, 1) as gap,
            list_extract(list_sort(list_transform(
                list_filter([1.5, 2, 3, 4, 5, 6, 7, 8, 10, 12, 15, 20, 25, 30, 40, 50, 100, 1 / 2.0,
                    1 / 3.0, 1 / 4.0, 1 / 5.0, 1 / 8.0, 1 / 10.0, 1 / 15.0, 1 / 20.0, 1 / 25.0,
                    1 / 50.0, 1 / 100.0],
                    lambda n: abs(old_level / level / n - 1) < 0.15),
                lambda n: {'d': abs(old_level / level / n - 1), 'n': n})), 1).n as nearest
        from check_point as point
        left join check_action as action on action.symbol = point.symbol
            and action.session = point.session and action.kind = 'split'
        where level > 0 and old_level > 0 and idx is not null
            and isfinite(level / old_level)
            and not coalesce(open = 0 and high = 0 and low = 0, false)
    )
)
where kind in ('stock', 'fund') and (is_split or (abs(1 / ratio - 1) > 0.6 and gap <= 10));
