-- grain: one bar with a volume below zero
-- units: shares, as the file has them
-- reference: none
insert into found_flag
select symbol, series, session, 'negative-volume', 'flag', format('volume {} below zero', volume)
from check_bar join check_key using (key) where volume < 0;
