-- Withdrawals that people declared by the form of the shop (Directive 2011/83/EU art. 11a). A ledger of its own: a row is only added, and what people of
-- the shop did about it is noted in it. The form says to nobody whether there is such an order.

create table withdrawals (
    shop_id text not null references shops (id),
    -- wdr_…, ordered by time.
    id text not null,
    -- Where name, mail address and language stand. They are erased with the person.
    person_id text not null,
    -- What they wrote to say which contract it is; empty once they are erased.
    contract text not null,
    -- The order that it is about: found by number and mail address, or by people of the shop. Null while nobody knows.
    order_id text,
    declared_at bigint not null,
    -- The number of its event.
    seq bigint not null,
    -- open, carried_out, returning or dealt_with
    state text not null,
    -- When people of the shop did something about it last.
    moved_at bigint,
    constraint withdrawals_pk primary key (shop_id, id)
) {clustered};
create index withdrawals_in_state on withdrawals (shop_id, state, id);
create index withdrawals_of_orders on withdrawals (shop_id, order_id, id) where order_id is not null;
create index withdrawals_of_persons on withdrawals (shop_id, person_id);

{distributed}
