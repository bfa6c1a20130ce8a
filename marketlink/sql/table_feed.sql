-- grain: one feed address
-- units: checked is an instant (UTC)
-- reference: etag and modified are sent back in conditional requests (RFC 9110)
create table feed (
    url varchar not null, title varchar, etag varchar, modified varchar,
    added timestamptz not null, checked timestamptz, error varchar
);
