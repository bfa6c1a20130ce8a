-- grain: as in article, from every recorded file
-- units: as in article; parameter: list of files
-- reference: docs/store.md
insert into article by name
select * from read_parquet(?, union_by_name = true)
qualify row_number() over (partition by digest order by added desc) = 1;
