-- grain: one fact about the store itself (schema version, views, last recorded batch)
-- units: text
-- reference: none
create table meta (key varchar not null, value varchar not null);
