-- grain: one line of a later price file
-- units: none
-- reference: none
insert into study_every select * from study_typed;
