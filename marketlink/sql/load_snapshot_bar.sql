-- grain: one copied row of the bar table
-- units: as stored
-- reference: the relation copied is registered by the caller
insert into bar by name select * from copied;
