-- grain: one merge
-- units: whether every staged symbol is a tail that agrees with what is held, from its source
-- reference: "Drift" in docs/store.md
select not exists (
    from staged_symbol as staged
    left join staged_compared as held on held.symbol = staged.symbol
    where staged.whole or held.known is null or held.changed > 0 or held.source <> staged.source
);
