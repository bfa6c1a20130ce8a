-- grain: one study
-- units: whether any symbol has closes on days without what its returns are taken from
-- reference: none
select count(*) > 0 as any
from study_line where has_returned and bare > 0 or has_adjusted and raw > 0;
