-- grain: one copied row of the action table
-- units: as stored
-- reference: the relation copied is registered by the caller
insert into action by name select * from copied;
