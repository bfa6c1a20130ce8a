-- grain: one usable price of one symbol and session
-- units: as in case_input_price, whose rows these are
-- reference: none
create or replace temp table input_price as
select symbol, session::date as session, total, null::double as ret, volume::double as volume,
    exchange
from copied;
