-- grain: every store of schema version 2 (empty tables for articles, events and feeds)
-- units: none
-- reference: articles and feeds are files beside the store; nothing ever wrote these tables
drop table if exists article;
drop table if exists event;
drop table if exists feed;
