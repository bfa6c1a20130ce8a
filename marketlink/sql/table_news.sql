-- grain: source, coverage, article, body, label: what was kept; reading to reaction: what was read
-- units: instants in UTC, published_lo to published_hi bounds the publication; batch is news.batch
-- reference: docs/store.md has a line on every table; made by marketlink/store/news.py
create table if not exists source (
    source_id integer not null, kind varchar not null, address varchar not null, name varchar,
    zone varchar, first_read timestamptz, last_read timestamptz, items bigint not null,
    followed boolean not null, pages boolean not null, etag varchar, modified varchar,
    error varchar, batch integer not null
);
create table if not exists coverage (
    source_id integer not null, since timestamptz not null, until timestamptz not null,
    batch integer not null
);
create table if not exists article (
    article_id bigint not null, key bigint not null, source_id integer not null,
    digest varchar not null, place varchar not null, url varchar, title varchar,
    publisher varchar, language varchar not null, published_lo timestamptz,
    published_hi timestamptz, day date, grade varchar not null, kept_at timestamptz not null,
    media_type varchar not null, ref varchar, said varchar not null, batch integer not null
);
create table if not exists body (
    digest varchar not null, digest_key bigint not null, content blob not null,
    batch integer not null
);
create table if not exists label (
    article_id bigint not null, given_by varchar not null, symbol varchar, relevance double,
    score double, batch integer not null
);
create table if not exists reading (
    article_id bigint not null, reader varchar not null, outcome varchar not null,
    told_at timestamptz, story_id bigint, topic varchar, direction tinyint, told varchar,
    subjects varchar[] not null, reaction date, session date, keys bigint[] not null, batch integer not null
);
create table if not exists mention (
    article_id bigint not null, symbol varchar not null, company varchar not null,
    role varchar not null, rule varchar not null, subject boolean not null,
    relevance integer not null, confidence double not null, span_start integer not null,
    span_end integer not null, batch integer not null
);
create table if not exists moment (
    article_id bigint not null, n integer not null, lo varchar not null, hi varchar not null,
    zone varchar not null, precision varchar not null, kind varchar not null,
    rule varchar not null, confidence double not null, batch integer not null
);
create table if not exists reaction (
    article_id bigint not null, symbol varchar not null, exchange varchar not null,
    session date not null, how varchar not null, rule varchar not null, batch integer not null
);
