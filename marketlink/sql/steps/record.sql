-- The Parquet record of a store: writing a batch, filling an empty store from it
-- (marketlink/store/record.py).
--
-- Relations:
-- bar: one bar of a record of schema version 4 or earlier
--     columns: symbol, session, open, high, low, close, volume, adj_close, source, vintage
--     made by: former
--     read by: calendars.sql, case.sql, flow.sql, holdings.sql, merge.sql, snapshot.sql

-- step: write_raw_bar
-- grain: one bar that the running transaction wrote
-- units: as in raw_bar; parameter: file
-- reference: docs/store.md
copy (from recorded_bar) to ? (format parquet);

-- step: action
-- grain: as in action, from the last recorded file of the table
-- units: as in action; parameter: file
-- reference: docs/store.md
insert into action by name select * from read_parquet(?);

-- step: disputed_day
-- grain: as in disputed_day, from the last recorded file of the table
-- units: as in disputed_day; parameter: file
-- reference: docs/store.md
insert into disputed_day by name select * from read_parquet(?);

-- step: flag
-- grain: as in flag, from the last recorded file of the table
-- units: as in flag; parameter: file
-- reference: docs/store.md
insert into flag by name select * from read_parquet(?);

-- step: history
-- grain: as in history, from the last recorded file of the table
-- units: as in history; parameter: file
-- reference: docs/store.md
insert into history by name select * from read_parquet(?);

-- step: price_revision
-- grain: as in price_revision, from the last recorded file of the table
-- units: as in price_revision; parameter: file
-- reference: docs/store.md
insert into price_revision by name select * from read_parquet(?);

-- step: refresh_run
-- grain: as in refresh_run, from the last recorded file of the table
-- units: as in refresh_run; parameter: file
-- reference: docs/store.md
insert into refresh_run by name select * from read_parquet(?);

-- step: session
-- grain: as in session, from the last recorded file of the table
-- units: as in session; parameter: file
-- reference: docs/store.md
insert into session by name select * from read_parquet(?);

-- step: symbol
-- grain: as in symbol, from the last recorded file of the table
-- units: as in symbol; parameter: file
-- reference: docs/store.md
insert into symbol by name select * from read_parquet(?);

-- step: raw_bar
-- grain: one bar, from every recorded batch: the last batch that wrote it wins
-- units: as in raw_bar; parameter: list of files, oldest first
-- reference: bars of a replaced history belong to none that is held
insert into raw_bar by name
with logged as (
    select * exclude (filename), regexp_extract(filename, '(\d+)[^\d]*$', 1)::integer as batch
    from read_parquet(?, filename = true, union_by_name = true)
)
select logged.* exclude (batch)
from logged semi join history on history.id = logged.history
qualify row_number() over (partition by logged.history, logged.session order by logged.batch desc) = 1;

-- step: raw_bar_full
-- grain: one bar, from a single whole batch
-- units: as in raw_bar; parameter: list of one file
-- reference: docs/store.md
insert into raw_bar by name from read_parquet(?);

-- step: former
-- grain: the bars of a record of schema version 4 or earlier, as its table: migrate.4_5 follows
-- units: as there; parameter: list of files, oldest first
-- reference: a batch with whole = true replaces every earlier bar of its symbol
drop view bar;
drop table raw_bar;
drop table history;
create table bar as
with logged as (
    select * exclude (filename), regexp_extract(filename, '(\d+)[^\d]*$', 1)::integer as batch
    from read_parquet(?, filename = true, union_by_name = true)
),
replaced as (
    select symbol, max(batch) as batch from logged where whole group by symbol
)
select logged.* exclude (batch, whole)
from logged left join replaced on replaced.symbol = logged.symbol
where logged.batch >= coalesce(replaced.batch, 0)
qualify row_number() over (partition by logged.symbol, logged.session order by logged.batch desc) = 1;

-- step: news
-- grain: recorded_TABLE are all rows that sound batches of the news record hold of a table
-- units: as in tables.news; a row may come twice (batches that were folded), the last batch wins
-- reference: docs/store.md, "The record"
insert into source by name select distinct * from recorded_source
qualify batch = max(batch) over (partition by source_id);
insert into coverage by name select distinct * from recorded_coverage
qualify batch = max(batch) over (partition by source_id);
insert into article by name select distinct * from recorded_article;
insert into body by name select distinct * from recorded_body;
insert into label by name select distinct * from recorded_label;
insert into reading by name select distinct * from recorded_reading
qualify batch = max(batch) over (partition by article_id);
insert into mention by name select distinct * from recorded_mention
semi join reading using (article_id, batch);
insert into moment by name select distinct * from recorded_moment
semi join reading using (article_id, batch);
insert into reaction by name select distinct * from recorded_reaction
semi join reading using (article_id, batch);
