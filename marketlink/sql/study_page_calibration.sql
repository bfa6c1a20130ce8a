-- what each statistic did on placebo firm-days (an empty column of a CSV is text)
select "group", tau_from, tau_to, statistic, draws, try_cast(p as double) as p, try_cast(size as double) as size,
       try_cast(p_calibrated as double) as p_calibrated,
       try_cast(p_floor as double) as p_floor,
       try_cast(corrected as double) as corrected
from page_calibration
