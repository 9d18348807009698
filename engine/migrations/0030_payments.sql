-- What a shop is paid with, what falls due with each parcel, and what came. A shop without a gateway has no row here.

-- How the shop is paid, and was: an order belongs to the one that was in use when it was placed.
create table gateways (
    shop_id text not null references shops (id),
    number bigint not null,
    -- manual
    kind text not null,
    -- The account for transfers and what the shop says beside it, as JSON. No secret.
    settings text not null,
    since_at bigint not null,
    constraint gateways_pk primary key (shop_id, number)
) {clustered};

-- One sum of money for one parcel.
create table charges (
    shop_id text not null references shops (id),
    order_id text not null,
    number bigint not null,
    -- shipment
    kind text not null,
    -- The parcel of the order.
    shipment bigint,
    gateway bigint not null,
    currency text not null,
    -- What its lines cost, without what was cancelled since: charge_lines add up to it.
    amount bigint not null,
    -- Sums of the ledger.
    captured bigint not null default 0,
    refunded bigint not null default 0,
    waived bigint not null default 0,
    state text not null,
    -- Why it failed, as JSON.
    state_data text,
    created_at bigint not null,
    -- Until when people have time to pay.
    hold_until bigint,
    -- The number of the event that last changed it.
    version bigint not null,
    constraint charges_pk primary key (shop_id, order_id, number)
) {clustered};
-- Nobody is asked twice for one parcel: a second charge cannot be written.
create unique index charges_one_of_a_parcel on charges (shop_id, order_id, shipment) where kind = 'shipment' and state <> 'cancelled';
create index charges_in_state on charges (shop_id, state, order_id, number);

-- What a charge is for. Units have numbers within their line of the order, because they may differ in price by a cent.
create table charge_lines (
    shop_id text not null references shops (id),
    order_id text not null,
    charge bigint not null,
    position bigint not null,
    -- goods or shipping
    kind text not null,
    sku text,
    -- Units of the line from this one on.
    unit_from bigint not null,
    quantity bigint not null,
    -- How many of them, from the last, were cancelled since: they cost nothing any more.
    cancelled bigint not null default 0,
    -- What all of them cost, whatever was cancelled.
    amount bigint not null,
    constraint charge_lines_pk primary key (shop_id, order_id, charge, position)
) {clustered};

-- What came and went. Rows are only ever added.
create table money (
    shop_id text not null references shops (id),
    seq bigint not null,
    n bigint not null,
    order_id text not null,
    charge bigint not null,
    -- captured or waived
    kind text not null,
    amount bigint not null,
    currency text not null,
    at bigint not null,
    -- The day on the statement of the account.
    day text,
    gateway bigint not null,
    -- What the gateway calls it. Nothing of one name is counted twice.
    gateway_ref text,
    constraint money_pk primary key (shop_id, seq, n)
) {clustered};
create index money_of_orders on money (shop_id, order_id);
create unique index money_counted_once on money (shop_id, gateway, kind, gateway_ref) where gateway_ref is not null;

-- Since when a parcel's content and price stand fast, because its money was asked for: it takes no more units.
alter table shipments add column sealed_at bigint;
-- Whether it may be packed only after it is paid.
alter table shipments add column awaits_payment smallint not null default 0;
-- By which gateway it is paid. Null for an order from before there was one, or of a program that knows none: it is paid elsewhere.
alter table orders add column gateway bigint;
-- The gateway in use. Null while there is none.
alter table shops add column gateway bigint;
-- Whether the shop ever had a gateway: otherwise nobody looks for charges.
alter table shops add column paid_here smallint not null default 0;

{distributed}
