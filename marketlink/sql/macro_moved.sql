-- grain: two prices of the same symbol and session
-- units: none; true where one is missing, or they differ by more than 1e-6 of the old one
-- reference: float32 rounding of a vendor's adjusted prices stays below it
create or replace macro moved(fresh, old) as
    (fresh is null) <> (old is null) or abs(fresh - old) > 1e-6 * abs(old);
