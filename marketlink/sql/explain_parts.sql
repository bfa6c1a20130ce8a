-- grain: one of some sessions of a stock of which a move is kept
-- units: simple and decimal; the parts add up to the return, null = no such factor
-- reference: marketlink/explain/parts.py; only moves of the history that is held now
select move.session, move.market_part as market, move.foreign_part as "foreign",
    move.sector_part as sector, move.own_part as own
from move join history on history.symbol = move.symbol and history.id = move.history
where move.symbol = ? and move.own_part is not null and list_contains(?::date[], move.session)
order by move.session;
