-- grain: one line of a file of a study, before anything is read out of it
-- units: texts as they stand; columns the file does not have are null
-- reference: none
create or replace temp table study_file (
    event_id varchar, symbol varchar, date varchar, instant varchar, "group" varchar,
    exchange varchar, benchmark varchar, close varchar, adj_close varchar, ret varchar,
    volume varchar
);
