-- grain: one number of a file of a study, as written
-- units: none
-- reference: what number_marks reads
create or replace temp view number_cell as
select study_core(unnest([close, adj_close, ret, volume])) as cell from study_file;
