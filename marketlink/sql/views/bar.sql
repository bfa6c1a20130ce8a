-- grain: one bar of one symbol and session, as fetched; one source and one vintage a symbol
-- units: prices in the listing's currency, volume in shares; vintage is the fetch instant (UTC)
-- reference: docs/store.md
create or replace view bar as
select history.symbol, raw_bar.session, raw_bar.open, raw_bar.high, raw_bar.low, raw_bar.close,
    raw_bar.volume, raw_bar.adj_close, history.source, history.vintage
from raw_bar join history on history.id = raw_bar.history;
