-- grain: one bar whose prices are empty, zero, negative, of a halt, stale or out of their range
-- units: none
-- reference: the first that applies names the bar
insert into found_flag
select symbol, series, session, fault,
    case fault
        when 'negative-price' then if(close > 0 and total_from = 'actions', 'flag', 'skip')
        when 'zero-volume' then 'keep'
        when 'close-outside-range' then 'flag'
        else 'skip' end,
    case fault
        when 'empty-bar' then 'a session without prices, which is not a price of zero'
        when 'halt' then format('open, high and low 0, volume 0: no trade, close {} carried', close)
        when 'zero-price' then 'a price of 0'
        when 'negative-price' then format('price {} below zero', if(level < 0, level, adj_close))
        when 'stale-close' then format('close {} repeated on a session, volume 0', level)
        when 'zero-volume' then format('volume 0, yet the price moved to {}: a real session', level)
        else format('close {} outside {} to {}', close, low, high) end
from (
    select *, case
        when level is null and kind = 'currency' and idx is null then null
        when level is null then 'empty-bar'
        when open = 0 and high = 0 and low = 0 and coalesce(volume, 0) = 0 then 'halt'
        when kind = 'rate' then null
        when level < 0 or adj_close < 0 then 'negative-price'
        when level = 0 or adj_close = 0 then 'zero-price'
        when volume = 0 and abs(level - old_level) <= 1e-6 * level and kind in ('stock', 'fund') and idx is not null
            then 'stale-close'
        when volume = 0 and level <> old_level and kind in ('stock', 'fund') and idx is not null
            then 'zero-volume'
        when close > high * 1.0001 or close < low * 0.9999 then 'close-outside-range'
        end as fault
    from check_point
)
where fault is not null;
