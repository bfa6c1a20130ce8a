-- grain: one replacement of a whole history that no split or dividend explains
-- units: ratio = new over old close or adj_close at `session`; recorded is an instant (UTC); whether
-- reference: the user's own file replaced it; "Drift" in docs/refresh.md
select symbol, recorded, session, ratio, changed, new_source = 'files' from price_revision
where why = 'correction' order by recorded desc, symbol;
