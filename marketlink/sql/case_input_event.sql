-- grain: one event of a case
-- units: date is day 0, a session of the stock's own exchange
-- reference: the relation that the study engine reads
create or replace temp table input_event (
    event_id varchar, symbol varchar, date date, instant timestamptz, "group" varchar,
    exchange varchar, benchmark varchar
);
