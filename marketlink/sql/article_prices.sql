-- grain: one usable price of a company of these events, or of one of these symbols
-- units: as in price; parameters: file of events, symbols, file to write
-- reference: none
copy (
    select price.symbol, price.session as date, price.close, price.total as adj_close,
        line.exchange
    from price
    join (select symbol, any_value(exchange) as exchange from symbol group by symbol) as line
        on line.symbol = price.symbol
    where price.symbol in (select symbol from read_parquet(?)) or list_contains(?, price.symbol)
    order by price.symbol, price.session
) to ? (format parquet);
