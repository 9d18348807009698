-- Where the ledger and the gateway say something else of one of the gateway's objects. Rows are written by comparing the books, and go when both
-- agree again. Nothing else reads them: no charge is changed because of one.
create table mismatches (
    shop_id text not null references shops (id),
    -- What the gateway calls its object.
    intent text not null,
    -- not_here, not_there, taken or back
    differs text not null,
    -- Of which charge, as far as one side knows.
    order_id text,
    charge bigint,
    currency text not null,
    -- What the ledger says, and what the gateway says, in minor units.
    ours bigint not null,
    theirs bigint not null,
    our_state text,
    their_state text not null,
    -- When it was found first, by the shop's clock.
    found_at bigint not null,
    constraint mismatches_pk primary key (shop_id, intent, differs)
) {clustered};

-- When the books of a shop were compared last. A row is there since they were first.
create table reconciliations (
    shop_id text not null references shops (id),
    -- The shop's day on which that was done by itself.
    day text,
    at bigint,
    compared bigint,
    -- Until when a node is at it, by the database's clock.
    leased_until bigint,
    constraint reconciliations_pk primary key (shop_id)
) {clustered};

{distributed}
