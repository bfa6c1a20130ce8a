-- grain: one row of the action table of the wanted symbols, up to a day
-- units: as stored
-- reference: parameters are the symbols and the last day
select * from action where list_contains(?, symbol) and session <= ? order by symbol, session, kind, value;
