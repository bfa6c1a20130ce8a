-- grain: one study
-- units: events, and prices of the symbols that events name
-- reference: none
select (select count(*) from input_event) as events, (
    select count(*) from input_price
    where symbol in (select symbol from study_input) and (total is not null or ret is not null)
        and (getvariable('study_as_of') is null or session <= getvariable('study_as_of'))
) as prices;
