-- grain: one line of an events file, in file order
-- units: date is a day, instant an instant (UTC); problem says what cannot be used
-- reference: ISO 8601; an instant without an offset is refused, and so is a time of day in words
create or replace temp table input_event as
with texts as (
    select study_label(event_id) as event_id, study_code(symbol) as symbol,
        study_moment(study_blank(date)) as day, study_moment(study_blank(instant)) as moment, study_label("group") as "group",
        study_label(exchange) as exchange, study_code(benchmark) as benchmark
    from study_file
),
one as (
    select * exclude (moment, day),
        if(regexp_matches(moment, '^\d{1,2}:\d\d') and study_day(day) is not null,
            study_moment(study_day(day)::varchar || ' ' || moment),
            coalesce(moment, if(study_has_clock(day) and study_day(day) is null, day, null)))
            as moment,
        day
    from texts
)
select coalesce(event_id, row_number() over ()::varchar) as event_id, symbol,
    if(study_has_zone(moment), try_cast(split_part(replace(moment, 'T', ' '), ' ', 1) as date),
        coalesce(study_day(moment), study_day(day))) as date,
    if(study_has_zone(moment), study_instant(moment), null) as instant,
    "group", exchange, benchmark,
    case
        when study_has_clock(moment) and study_day(moment) is null
            and not study_has_zone(moment) then 'naive_instant'
        when study_has_zone(moment) and study_instant(moment) is null then 'bad_date'
        when study_has_zone(moment) then null
        when coalesce(study_day(moment), study_day(day)) is null then 'bad_date'
        when moment is not null and study_day(moment) is null then 'naive_instant'
    end as problem
from one;
