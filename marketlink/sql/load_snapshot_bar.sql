-- grain: one copied bar, for load_bar
-- units: as in bar
-- reference: the relation copied is registered by the caller
create or replace temp view loaded_bar as from copied;
