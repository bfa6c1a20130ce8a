-- grain: article and event were copies of the folder of articles, which now comes into the store
-- units: none
-- reference: docs/store.md
drop table if exists article;
drop table if exists event;
