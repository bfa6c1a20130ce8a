-- grain: one bar whose session had not ended half an hour before the file was written
-- units: parameter: the instant at which the file was written
-- reference: a day later than any session of the calendar has not ended either
insert into found_flag
select named.symbol, named.series, bar.session, 'unfinished-bar', 'drop',
    format('the file was written before the session had ended at {}',
        coalesce(session.close::varchar, bar.session::varchar))
from check_bar as bar
join check_key as named using (key)
join check_listing as listing using (symbol)
left join session on session.exchange = listing.exchange and session.session = bar.session
where bar.session > $1::timestamptz::date - 7
    and coalesce(session.close + interval 30 minutes, bar.session::timestamptz)
        > $1::timestamptz;
