-- grain: one line of a price file
-- units: an instant written in UTC as a day of the zone of its symbol's exchange
-- reference: a midnight is a day, in whatever zone it is written
update study_file set date = (try_cast(
        regexp_replace(trim(f.date), '\s*(Z|z|UTC)$', '+00') as timestamptz)
        at time zone z.zone)::date::varchar
from study_file f join study_zone z
    on z.symbol is not distinct from f.symbol and z.exchange is not distinct from f.exchange
where f.rowid = study_file.rowid
    and regexp_matches(trim(f.date), '[ T]\d{1,2}:\d\d.*(Z|z|UTC|\+00(:?00)?)$')
    and study_bar_day(study_blank(f.date)) is null
    and try_cast(regexp_replace(trim(f.date), '\s*(Z|z|UTC)$', '+00') as timestamptz) is not null;
