-- grain: one usable price of the snapshot, as in the view of this name, before which it stands
-- units: as in the view price
-- reference: worked out once, as every table of a case asks for it
create or replace temp table price as from main.price;
