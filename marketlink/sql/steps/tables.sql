-- Tables of a store (marketlink/store/schema.py).
--
-- Relations:
-- action: one split or cash dividend of one symbol and ex-date
--     columns: symbol, session, kind, value, source
--     made by: action, holdings.sql, load.sql, merge.sql, record.sql
--     read by: case.sql, checks.sql, file.sql, merge.sql, snapshot.sql
-- disputed_day: one day of one exchange that calendars dispute among themselves, or that bars dispute
--     columns: exchange, day, what, rule, symbols
--     made by: disputed_day, calendars.sql, load.sql, record.sql
--     read by: calendars.sql
-- flag: one fault seen in one bar (session empty: in the whole history of the symbol)
--     columns: symbol, session, fault, policy, detail
--     made by: flag, load.sql, merge.sql, record.sql
--     read by: calendars.sql, holdings.sql, snapshot.sql
-- history: one symbol's bars as they are held: from one source, of one fetch
--     columns: id, symbol, source, vintage
--     made by: history, holdings.sql, load.sql, merge.sql, record.sql
--     read by: checks.sql, explain.sql, file.sql, flow.sql, holdings.sql, load.sql, merge.sql,
--         record.sql, snapshot.sql
-- meta: one fact about the store itself (schema version, views, last recorded batch)
--     columns: key, value
--     made by: meta
--     read by: nothing
-- move: one return of one symbol, to a session from the one before that has a price
--     columns: symbol, session, history, ret, spans, market_part, foreign_part, sector_part,
--         own_part, t, p, volatility, gap, gap_t, volume_t, range_t
--     made by: move
--     read by: explain.sql, flow.sql
-- source: one source of articles
--     columns: source_id, kind, address, name, zone, first_read, last_read, items, followed,
--         pages, etag, modified, error, batch
--     made by: news, record.sql
--     read by: flow.sql
-- coverage: one span of time over which a source was read
--     columns: source_id, since, until, batch
--     made by: news, record.sql
--     read by: nothing
-- article: one kept article
--     columns: article_id, key, source_id, digest, place, url, title, publisher, language,
--         published_lo, published_hi, day, grade, kept_at, media_type, ref, said, batch
--     made by: news, record.sql
--     read by: explain.sql, flow.sql
-- body: one stored text, by its digest
--     columns: digest, digest_key, content, batch
--     made by: news, record.sql
--     read by: nothing
-- label: one word of a provider on an article
--     columns: article_id, given_by, symbol, relevance, score, batch
--     made by: news, record.sql
--     read by: nothing
-- reading: one article as a version of the reader reads it
--     columns: article_id, reader, outcome, told_at, story_id, topic, direction, told, subjects,
--         reaction, session, keys, batch
--     made by: news, record.sql
--     read by: explain.sql, flow.sql, record.sql
-- mention: one company that an article names
--     columns: article_id, symbol, company, role, rule, subject, relevance, confidence,
--         span_start, span_end, batch
--     made by: news, record.sql
--     read by: explain.sql, flow.sql
-- moment: one moment that an article tells of
--     columns: article_id, n, lo, hi, zone, precision, kind, rule, confidence, batch
--     made by: news, record.sql
--     read by: nothing
-- reaction: one article and session that it meets for a stock
--     columns: article_id, symbol, exchange, session, how, rule, batch
--     made by: news, record.sql
--     read by: explain.sql
-- price_revision: one replacement of the whole history of one symbol
--     columns: symbol, recorded, why, session, ratio, changed, old_source, old_vintage,
--         new_source, new_vintage, detail
--     made by: price_revision, merge.sql, record.sql
--     read by: holdings.sql
-- raw_bar: one bar of one held history and session, as fetched
--     columns: history, session, open, high, low, close, volume, adj_close
--     made by: raw_bar, holdings.sql, load.sql, merge.sql, record.sql
--     read by: checks.sql, file.sql, holdings.sql, merge.sql, snapshot.sql
-- refresh_run: one refresh run
--     columns: run, started, ended, outcome, symbols, inserted, changed, revisions, errors
--     made by: refresh_run, record.sql
--     read by: nothing
-- session: one session of one exchange
--     columns: exchange, session, idx, open, close, rule
--     made by: session, calendars.sql, load.sql, record.sql
--     read by: calendars.sql, checks.sql, file.sql, flow.sql, holdings.sql, snapshot.sql,
--         spark.sql, study.sql
-- symbol: one symbol over the sessions in which it names one security
--     columns: symbol, exchange, currency, kind, name, basis, valid_from, valid_to, total_from
--     made by: symbol, holdings.sql, load.sql, merge.sql, record.sql
--     read by: calendars.sql, case.sql, checks.sql, flow.sql, holdings.sql, merge.sql,
--         snapshot.sql

-- step: action
-- units: split = new shares per old share; dividend = cash per share as paid on the ex-date
-- reference: a dividend before a split is not divided by that split here
create table action (
    symbol varchar not null, session date not null,
    kind varchar not null check (kind in ('split', 'dividend')),
    value double not null, source varchar not null
);

-- step: disputed_day
-- units: symbols = those whose bars dispute it, 0 where only the calendar's sources disagree
-- reference: rule is what won; what is 'closed', 'special', 'extra', 'traded', 'phantom', 'silent'
create table disputed_day (
    exchange varchar not null, day date not null, what varchar not null, rule varchar not null,
    symbols integer not null
);

-- step: flag
-- units: values is what was seen, in words
-- reference: faults and policies are listed in docs/prices.md
create table flag (
    symbol varchar not null, session date, fault varchar not null,
    policy varchar not null check (policy in ('drop', 'skip', 'flag', 'keep')),
    detail varchar not null
);

-- step: history
-- units: vintage is the fetch instant (UTC); an id is never used again
-- reference: "One source and one vintage a symbol" in docs/store.md
create table history (
    id integer not null, symbol varchar not null,
    source varchar not null, vintage timestamptz not null
);

-- step: meta
-- units: text
create table meta (key varchar not null, value varchar not null);

-- step: move
-- units: returns and parts simple and decimal; t, gap_t, volume_t, range_t in standard errors
-- reference: made by marketlink/flow/moves.py from prices alone, so that no record holds it
create table if not exists move (
    symbol varchar not null, session date not null, history integer not null, ret double not null,
    spans integer, market_part double,
    foreign_part double, sector_part double, own_part double, t double, p double,
    volatility double, gap double, gap_t double, volume_t double, range_t double
);

-- step: news
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
create index if not exists article_key on article (key);
create index if not exists body_key on body (digest_key);
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

-- step: price_revision
-- units: ratio = new over old close on the first session that differs; recorded is an instant (UTC)
-- reference: why is 'split', 'dividend', 'correction' or 'source'
create table price_revision (
    symbol varchar not null, recorded timestamptz not null, why varchar not null,
    session date, ratio double, changed bigint not null,
    old_source varchar not null, old_vintage timestamptz not null,
    new_source varchar not null, new_vintage timestamptz not null, detail varchar not null
);

-- step: raw_bar
-- units: prices in the listing's currency, volume in shares; history is history.id
-- reference: symbol.basis says what the source had already adjusted `close` for
create table raw_bar (
    history integer not null, session date not null,
    open double, high double, low double, close double, volume double, adj_close double
);

-- step: refresh_run
-- units: started and ended are instants (UTC); counts of symbols, rows and revisions
-- reference: errors is a JSON list of objects with symbol, error and message
create table refresh_run (
    run varchar not null, started timestamptz not null, ended timestamptz not null,
    outcome varchar not null, symbols integer not null, inserted bigint not null,
    changed bigint not null, revisions integer not null, errors varchar not null
);

-- step: session
-- units: open and close are instants (UTC); idx counts the exchange's sessions without a gap
-- reference: rule names the calendar or override that decided a doubtful day, empty for plain days
create table session (
    exchange varchar not null, session date not null, idx integer not null,
    open timestamptz not null, close timestamptz not null, rule varchar not null
);

-- step: symbol
-- units: valid_from and valid_to are sessions, both ends in, empty = open; exchange by ISO 10383
-- reference: basis = what `bar.close` is adjusted for; total_from = what total returns come from
create table symbol (
    symbol varchar not null, exchange varchar not null, currency varchar not null,
    kind varchar not null, name varchar not null,
    basis varchar not null check (basis in ('raw', 'split', 'total')),
    valid_from date, valid_to date,
    total_from varchar not null default 'actions' check (total_from in ('actions', 'adj_close'))
);
