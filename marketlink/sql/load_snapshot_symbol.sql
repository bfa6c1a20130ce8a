-- grain: one copied row of the symbol table
-- units: as stored
-- reference: the relation copied is registered by the caller
insert into symbol by name select * from copied;
