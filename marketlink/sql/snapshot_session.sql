-- grain: one session of the wanted exchanges
-- units: instants in UTC
-- reference: the parameter is the list of exchanges
select * from session where list_contains(?, exchange) order by exchange, session;
