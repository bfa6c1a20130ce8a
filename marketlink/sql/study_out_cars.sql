-- grain: one event with an answer and one window, in input order
-- units: returns decimal; days counts sessions; NaN becomes null
-- reference: none
create or replace temp view study_out_cars as
select e.event_id, c.tau_from, c.tau_to, c.days,
    nullif(columns(c.* exclude (n, place, tau_from, tau_to, days)), 'nan'::double)
from study_car_rows c
join (select event_id::varchar as event_id, row_number() over () - 1 as n from input_event) e
    on e.n = c.n
order by c.n, c.place;
