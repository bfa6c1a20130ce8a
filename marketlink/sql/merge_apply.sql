-- grain: one bar to be written: of whole histories all, of tails those that are new or changed
-- units: as in raw_bar
-- reference: two branches, as one join for both was planned badly where every history is whole
create or replace temp view arriving_bar as
select accepted.history, staged.* exclude (position)
from staged_bar as staged
join staged_accepted as accepted
    on accepted.position = staged.position and (accepted.whole or not accepted.held)
union all
select accepted.history, staged.* exclude (position)
from staged_bar as staged
join staged_accepted as accepted
    on accepted.position = staged.position and not accepted.whole and accepted.held
left join staged_match as held on held.position = staged.position and held.session = staged.session
where coalesce(held.differs, true);
