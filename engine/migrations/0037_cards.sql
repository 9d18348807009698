-- Payment by a gateway that takes the money itself: a method is checked when an order is placed, and charged when a parcel is about to leave.

-- How an order is charged: one row for each time that somebody was sent to the gateway to name a method, and one before that.
create table methods (
    shop_id text not null references shops (id),
    order_id text not null,
    number bigint not null,
    gateway bigint not null,
    -- wanted, verifying, verified, lapsed, replaced or detached
    state text not null,
    -- Where the gateway checks it, by its own name, and the address of that page.
    session text,
    session_url text,
    -- Until when it has to be verified, else the order is cancelled. Null for another method of an order that has one.
    until_at bigint,
    -- What the gateway calls the customer and the method.
    customer text,
    reference text,
    -- Brand, last four digits and the month of its end, as JSON: nothing else of a card is known here. Taken away with the person.
    card text,
    constraint methods_pk primary key (shop_id, order_id, number)
) {clustered};
create index methods_to_lapse on methods (shop_id, until_at) where until_at is not null;

-- What the gateway was asked, written before it is: after a crash it is read first, and then asked the same again.
create table attempts (
    shop_id text not null references shops (id),
    order_id text not null,
    charge bigint not null,
    number bigint not null,
    -- open, confirm or cancel
    step text not null,
    -- The name under which the gateway carries it out once.
    key text not null,
    -- As it was asked, as JSON: references, and nothing of a card or a person.
    body text not null,
    asked_at bigint not null,
    answered_at bigint,
    outcome text,
    constraint attempts_pk primary key (shop_id, order_id, charge, number)
) {clustered};

-- The gateway's object, which can succeed once, and what it was opened for.
alter table charges add column intent text;
alter table charges add column asked bigint not null default 0;
-- How many objects there were before it.
alter table charges add column round bigint not null default 0;
-- How often it was tried again without anybody having done something.
alter table charges add column tried bigint not null default 0;
-- Somebody at the shop does it: the gateway is not asked by itself.
alter table charges add column by_hand smallint not null default 0;
-- The gateway refused what it was asked last: somebody has to do something.
alter table charges add column refused smallint not null default 0;
-- When there is something to do about it by the shop's clock. Null while there is nothing.
alter table charges add column next_at bigint;
-- Until when one node works on it, by the database's clock.
alter table charges add column leased_until bigint;
create index charges_at_work on charges (shop_id, next_at) where next_at is not null;
create index charges_refused on charges (shop_id, order_id, number) where refused = 1;
create unique index charges_of_intents on charges (shop_id, gateway, intent) where intent is not null;

-- What kind the gateway in use is. Null is manual.
alter table shops add column gateway_kind text;

{distributed}
