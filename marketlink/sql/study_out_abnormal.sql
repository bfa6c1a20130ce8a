-- grain: one event with an answer and one session of its event window, in input order
-- units: returns decimal; span counts sessions; NaN becomes null
-- reference: none
create or replace temp view study_out_abnormal as
select e.event_id, a.tau, a.session::date as session,
    nullif(a.span, 'nan'::double)::bigint as span,
    nullif(columns(a.* exclude (n, tau, session, span)), 'nan'::double)
from study_abnormal_rows a
join (select event_id::varchar as event_id, row_number() over () - 1 as n from input_event) e
    on e.n = a.n
order by a.n, a.tau;
