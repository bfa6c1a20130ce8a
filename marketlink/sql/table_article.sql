-- grain: one stored article, known by the SHA-256 of its raw bytes
-- units: added is an instant (UTC); published is ISO 8601 text as read, with published_grade
-- reference: raw is kept so that a reading can be repeated
create table article (
    digest varchar not null, source varchar not null, url varchar, media_type varchar not null,
    title varchar, publisher varchar, language varchar, published varchar,
    published_grade varchar not null, added timestamptz not null, raw blob not null
);
