-- grain: one kept article and one session of the exchange that it meets for a stock
-- units: how is moment, neighbour or published; see marketlink/flow/readings.py
-- reference: marketlink/explain/candidates.py
select article_id, session, how, rule
from reaction
where symbol = ? and exchange = ? and session between ? and ?
order by article_id, session
