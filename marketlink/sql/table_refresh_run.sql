-- grain: one refresh run
-- units: started and ended are instants (UTC); counts of symbols, rows and revisions
-- reference: errors is a JSON list of objects with symbol, error and message
create table refresh_run (
    run varchar not null, started timestamptz not null, ended timestamptz not null,
    outcome varchar not null, symbols integer not null, inserted bigint not null,
    changed bigint not null, revisions integer not null, errors varchar not null
);
