-- grain: one held symbol
-- units: parameters: first and last session in which it names its security (null = open), symbol
-- reference: none
update symbol set valid_from = ?, valid_to = ? where symbol = ?;
