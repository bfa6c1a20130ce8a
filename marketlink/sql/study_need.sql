-- grain: one regressor of one series of a study
-- units: place is its row among the regressors; by_date where either side has no closing instants
-- reference: none
create or replace temp table study_need (
    series integer, place integer, symbol varchar, code varchar, regressor varchar, by_date boolean
);
