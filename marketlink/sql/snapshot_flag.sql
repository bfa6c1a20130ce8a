-- grain: one flagged bar (or symbol) of the wanted symbols, up to a day
-- units: as stored
-- reference: parameters are the symbols and the last day
select * from flag where list_contains(?, symbol) and (session is null or session <= ?)
order by symbol, session, fault, detail;
