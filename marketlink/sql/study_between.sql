-- grain: one session of another market that closed between a stock's last close and its day 0
-- units: parameters: the stock's symbol, its day 0, the other symbol
-- reference: none
select other.session
from study_step step
join study_session before on before.code = step.code and before.session = step.from_session
join study_step other on other.symbol = $3 and other.key > before.key and other.key <= step.key
where step.symbol = $1 and step.session = $2
order by other.session;
