-- grain: one bar to be written, where they are many
-- units: as in bar
-- reference: none
create or replace temp view recorded_bar as select * from arriving_bar;
