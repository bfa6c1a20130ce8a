-- grain: one bar to be written, where they are few: written out, as they are read twice
-- units: as in raw_bar
-- reference: none
create or replace temp table arrived_bar as select * from arriving_bar;
create or replace temp view recorded_bar as select * from arrived_bar;
