-- grain: whether real bars dispute other days than the stored ones
-- units: none
-- reference: none
select exists (
    (from judged_day except all from disputed_day where symbols > 0)
    union all (from disputed_day where symbols > 0 except all from judged_day)
);
