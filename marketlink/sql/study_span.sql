-- grain: one symbol of a study
-- units: idx of its first and last price; unusable counts days with a price no return can be
-- reference: taken from (not positive, not finite, or two different values for one day)
select i.id, min(s.idx) filter (b.usable) as first, max(s.idx) filter (b.usable) as last,
    count(*) filter (not b.usable) as unusable, count(*) filter (b.copies > 1) as repeated
from study_bar b
join study_id i on i.symbol = b.symbol
join study_session s on s.code = b.code and s.session = b.session
group by i.id
order by i.id;
