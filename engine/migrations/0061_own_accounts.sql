-- Payment by the shop's own account at a gateway: by what it lets the shop in, and what it says by itself.

-- The key, and what proves that a message comes from the gateway. Sealed. The proof before counts too until its time, by the clock of the machine.
alter table gateways add column key_sealed text;
alter table gateways add column hook_secret text;
alter table gateways add column old_hook_secret text;
alter table gateways add column old_hook_secret_until bigint;

-- Whether no money moves by the gateway in use, though it is a real one: pages say so.
alter table shops add column gateway_test smallint not null default 0;

-- What a gateway said by itself: that something of an order changed there. It is believed in nothing: the order is looked at there.
create table gateway_hints (
    shop_id text not null references shops (id),
    gateway bigint not null,
    -- What the gateway calls the message: the same one counts once.
    event text not null,
    order_id text not null,
    received_at bigint not null,
    -- Null while the order is to be looked at.
    handled_at bigint,
    constraint gateway_hints_pk primary key (shop_id, gateway, event)
) {clustered};
create index gateway_hints_waiting on gateway_hints (shop_id, received_at) where handled_at is null;
create index gateway_hints_old on gateway_hints (shop_id, received_at) where handled_at is not null;
-- What a gateway names is found by its own name.
create index methods_of_sessions on methods (shop_id, session) where session is not null;
create index refunds_of_intents on refunds (shop_id, intent) where intent is not null;

{distributed}
