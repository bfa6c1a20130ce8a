-- grain: a checked file as what a merge reads: symbols, actions, flags
-- units: as in symbol, action and flag; parameters: source, vintage
-- reference: its bars are the view of stage_file_bar
insert into staged_action select symbol, session, kind, value from file_action;
insert into staged_flag select symbol, session, fault, policy, detail from found_flag;
insert into staged_symbol
select series.key, listing.symbol, exchange, currency, kind, name, basis, total_from,
    null, null, ?, ?::timestamptz, true, series.first, series.last
from check_listing as listing
join check_series as series using (symbol);
