-- grain: one copied row of the session table
-- units: as stored
-- reference: the relation copied is registered by the caller
insert into session by name select * from copied;
