-- grain: one staged symbol whose stored history differs from what arrived: none
-- units: as in merge_drift
-- reference: none
create or replace temp table staged_drift (
    symbol varchar, whole boolean, new_source varchar, new_vintage timestamptz,
    old_source varchar, old_vintage timestamptz, why varchar, session date, ratio double,
    changed bigint
);
