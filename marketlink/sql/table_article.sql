-- grain: one kept article and the address it stood at
-- units: published as read (a day or an instant, ISO 8601), added an instant (UTC)
-- reference: the raw bytes lie at path, in the folder articles beside the store
create table article (
    digest varchar not null, source varchar not null, url varchar, title varchar,
    publisher varchar, language varchar not null, published varchar, grade varchar not null,
    media_type varchar not null, feed varchar, path varchar not null, added timestamptz not null
);
