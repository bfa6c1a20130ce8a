-- grain: every held bar that a staged tail changes
-- units: none
-- reference: deleted by the rows that were found when comparing, so that no column is read again
delete from raw_bar where rowid in (
    select staged.held_row from staged_match as staged
    semi join staged_accepted as accepted
        on accepted.position = staged.position and not accepted.whole
    where staged.differs
);
