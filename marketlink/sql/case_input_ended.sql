-- grain: one symbol that is known to have ended
-- units: session is the last one under this symbol
-- reference: the relation that the study engine reads; the end is one that the store was given
create or replace temp table input_ended as
select symbol, max(valid_to) as session
from symbol
group by symbol
having not bool_or(valid_to is null);
