-- grain: one bar whose session had not ended half an hour before the file was written
-- units: parameter: the instant at which the file was written
-- reference: none
insert into found_flag
select bar.symbol, bar.series, bar.session, 'unfinished-bar', 'drop',
    format('the file was written before the session had ended at {}', session.close)
from check_bar as bar
join check_listing as listing using (symbol)
join session on session.exchange = listing.exchange and session.session = bar.session
where bar.session > $1::timestamptz::date - 7
    and session.close + interval 30 minutes > $1::timestamptz;
