-- grain: one price or return of a file that has another layout than one line a symbol and day
-- units: as they stand
-- reference: relation file_row is what marketlink.prices.reading makes of the file
alter table file_row add column if not exists close double;
alter table file_row add column if not exists adj_close double;
alter table file_row add column if not exists ret double;
alter table file_row add column if not exists volume double;
insert into study_typed
select file_key.symbol, f.session, f.close, f.adj_close, f.ret, f.volume, null
from file_row f join file_key using (key)
where f.session is not null and coalesce(f.adj_close, f.close, f.ret) is not null;
