-- grain: every kept article that is staged, in place of what is held of its digest
-- units: as in article; staged_rows holds text
-- reference: none
delete from article where digest in (select digest from staged_rows);
insert into article
select digest, source, url, title, publisher, language, published, grade, media_type, feed, path,
    added::timestamptz
from staged_rows;
