-- grain: one listing whose adj_close turned out to be a copy of close
-- units: none
-- reference: its total returns come from recorded dividends instead
update check_listing set total_from = 'actions'
where symbol in (select symbol from found_flag where fault = 'unadjusted-adj-close');
