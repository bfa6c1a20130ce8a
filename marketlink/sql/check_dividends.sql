-- grain: one dividend above a quarter of the price
-- units: cash per share beside the close of its ex-date
-- reference: dividends of Korean funds once arrived multiplied by USD/KRW
insert into found_flag
select bar.symbol, bar.series, bar.session, 'implausible-dividend', 'flag',
    format('dividend {} on a close of {}', action.value, bar.close)
from check_action as action
join check_bar as bar on bar.symbol = action.symbol and bar.session = action.session
where action.kind = 'dividend' and action.value > 0.25 * bar.close;
