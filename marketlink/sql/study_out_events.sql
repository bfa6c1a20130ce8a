-- grain: one input event, in input order
-- units: returns decimal; NaN becomes null; rule and outcome by number become words
-- reference: none
create or replace temp view study_out_events as
select e.event_id, e.symbol, coalesce(e."group", '') as "group",
    if(starts_with(s.code, 'own:'), null, s.code) as exchange, e.instant, e.day0::date as day0,
    getvariable('study_rules')[e.rule + 1] as rule,
    getvariable('study_outcomes')[e.outcome + 1] as outcome,
    nullif(e.n_est, 'nan'::double)::bigint as n_est,
    nullif(e.n_missing, 'nan'::double)::bigint as n_missing,
    nullif(columns(e.* exclude (event_id, symbol, "group", instant, n, row, day0, rule, outcome,
        n_est, n_missing, overlap, bits)), 'nan'::double),
    nullif(e.overlap, 'nan'::double)::bigint as overlap,
    getvariable('study_flag_words')[e.bits + 1] as flags
from (
    select * from (
        select event_id::varchar as event_id, symbol::varchar as symbol,
            "group"::varchar as "group", instant::timestamptz as instant,
            row_number() over () as row
        from input_event
    )
    positional join (from study_event_rows order by n)
    positional join study_flag_rows
) e
left join study_symbol s on s.symbol = e.symbol
order by e.n;
