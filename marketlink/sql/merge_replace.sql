-- grain: every held symbol of which a whole history is staged
-- units: none
-- reference: none
delete from raw_bar where history in (
    select held.history from held_symbol as held
    join staged_symbol as staged on staged.position = held.position and staged.whole
);
