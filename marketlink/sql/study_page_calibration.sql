-- what each statistic did on placebo firm-days, over one window (an empty column of a CSV is text)
select "group", statistic, draws, try_cast(p as double) as p, try_cast(size as double) as size,
       try_cast(p_calibrated as double) as p_calibrated,
       try_cast(p_floor as double) as p_floor,
       try_cast(corrected as double) as corrected
from page_calibration
where tau_from = $first and tau_to = $last
