-- grain: recorded_TABLE are all rows that sound batches of the news record hold of a table
-- units: as in table_news; a row may come twice (batches that were folded), the last batch wins
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
