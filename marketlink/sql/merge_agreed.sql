-- grain: one merge
-- units: whether every staged symbol is a tail that agrees with what is held, from its source
-- reference: "Drift" in docs/store.md
select not exists (
    from staged_symbol as staged
    left join held_symbol as held on held.position = staged.position
    left join staged_compared as compared on compared.position = staged.position
    where staged.whole or compared.known is null or compared.changed > 0
        or held.source <> staged.source
);
