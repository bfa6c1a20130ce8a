-- grain: one symbol of a study with at least one usable price
-- units: idx of its first and its last usable price on its calendar
-- reference: none
select b.symbol, b.code, min(s.idx) as first, max(s.idx) as last
from study_bar b
join study_session s on s.code = b.code and s.session = b.session
where b.usable
group by b.symbol, b.code
order by b.symbol;
