-- grain: one line of the prices of a bucket, or of what stands as a benchmark or factor
-- units: as in study_typed
-- reference: none
insert into study_typed by name
select symbol, date, close, adj_close, ret, volume, exchange from bucket_price
union all by name
select symbol, date, close, adj_close, ret, volume, exchange from bucket_regressor;
