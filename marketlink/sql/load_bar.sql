-- grain: one bar of the relation loaded_bar, which names its symbol, source and vintage
-- units: as in bar
-- reference: its symbols are none that is held
insert into history
select row_number() over (order by symbol) + (select coalesce(max(id), 0) from history),
    symbol, source, vintage
from (select distinct symbol, source, vintage from loaded_bar);
insert into raw_bar
select history.id, loaded.session, loaded.open, loaded.high, loaded.low, loaded.close,
    loaded.volume, loaded.adj_close
from loaded_bar as loaded join history using (symbol);
