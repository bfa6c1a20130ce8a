-- grain: one line of an events file, in file order
-- units: date is a day, instant an instant (UTC); problem says what cannot be used; of plain lines,
--     which have a day like 2025-01-27 and no instant, nothing else has to be asked
-- reference: ISO 8601; an instant without an offset is refused, and so is a time of day in words
create or replace temp table input_event as
with texts as (
    select study_label(event_id) as event_id, study_code(symbol) as symbol,
        study_blank(date) as day, study_blank(instant) as moment, study_label("group") as "group",
        study_label(exchange) as exchange, study_code(benchmark) as benchmark
    from study_file
),
cleaned as (
    select * replace (study_moment(day) as day, study_moment(moment) as moment),
        moment is null and study_iso(day) as plain
    from texts
),
one as (
    select * exclude (moment, day),
        case
            when plain then null
            when regexp_matches(moment, '^\d{1,2}:\d\d') and study_day(day) is not null
                then study_moment(study_day(day)::varchar || ' ' || moment)
            else coalesce(moment, if(study_has_clock(day) and study_day(day) is null, day, null))
        end as moment,
        day
    from cleaned
)
select coalesce(event_id, row_number() over ()::varchar) as event_id, symbol,
    case
        when plain then try_cast(day as date)
        when study_has_zone(moment)
            then try_cast(split_part(replace(moment, 'T', ' '), ' ', 1) as date)
        else coalesce(study_day(moment), study_day(day))
    end as date,
    if(not plain and study_has_zone(moment), study_instant(moment), null) as instant,
    "group", exchange, benchmark,
    case
        when plain then null
        when study_has_clock(moment) and study_day(moment) is null
            and not study_has_zone(moment) then 'naive_instant'
        when study_has_zone(moment) and study_instant(moment) is null then 'bad_date'
        when study_has_zone(moment) then null
        when coalesce(study_day(moment), study_day(day)) is null then 'bad_date'
        when moment is not null and study_day(moment) is null then 'naive_instant'
    end as problem
from one;
