-- grain: one copied row of the flag table
-- units: as stored
-- reference: the relation copied is registered by the caller
insert into flag by name select * from copied;
