-- grain: one input event, in input order
-- units: fit is the row of its fit in the file of fits, null where it has none
-- reference: none
copy (
    select e.event_id, e.symbol, e."group", getvariable('scale_outcomes')[m.outcome + 1] as outcome,
        if(m.fit >= 0, date '1970-01-01' + m.day::integer, null) as day0,
        if(m.fit >= 0, m.fit, null) as fit
    from (select event_id, symbol, "group" from input_event) e
    positional join scale_mapped m
) to $1 (format parquet, compression zstd);
