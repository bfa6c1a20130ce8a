-- grain: one dividend above a quarter of the price, or below zero
-- units: cash per share beside the close of its ex-date
-- reference: dividends of Korean funds once arrived multiplied by USD/KRW
insert into found_flag
select named.symbol, named.series, bar.session, 'implausible-dividend', 'flag',
    format('dividend {} on a close of {}', action.value, bar.close)
from check_action as action
join check_key as named on named.symbol = action.symbol
join check_bar as bar on bar.key = named.key and bar.session = action.session
where action.kind = 'dividend' and (action.value > 0.25 * bar.close or action.value < 0);
