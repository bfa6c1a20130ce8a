-- grain: one day that real bars dispute, of the exchanges in use
-- units: symbols = those whose bars dispute it
-- reference: docs/refresh.md, Calendars
select exchange, what, day, rule, symbols from disputed_day where symbols > 0
order by exchange, what, day;
