-- Goods arrive, are given to the people in line, and leave in parcels; what people were told is revised and kept.

-- Units of a line that will not come, given up with a reason when the rest was counted.
alter table purchase_order_lines add column written_off bigint not null default 0;

-- Units at a location that are set apart for parcels leaving from there: never more than are on hand.
alter table stock add column reserved bigint not null default 0;

-- The shipment of the order that holds these units, and the dock or shelf they leave from once that is known.
alter table backorders add column shipment bigint;
alter table backorders add column location text;

-- Whoever revises promises adds up the units ahead: with the quantity in the index no other page is read for it.
drop index backorders_in_line;
create index backorders_in_line on backorders (shop_id, sku, rank, placed_seq, number, quantity) where state = 'queued';

-- The event by which it was told, and what moved the date when no reason was given: supply or the line.
alter table promises add column seq bigint not null default 0;
alter table promises add column cause text;

-- Units handed over that had been promised a date, and of those the ones that kept the first date told.
alter table variants add column shipped bigint not null default 0;
alter table variants add column on_time bigint not null default 0;

-- Where the parcel goes, as the person wrote it.
alter table persons add column address text;

-- Goods that arrived at a dock.
create table receipts (
    shop_id text not null,
    id text not null,
    purchase_order_id text not null,
    location text not null,
    -- The supplier's number of the delivery: the same one is not counted twice.
    delivery_note text,
    received_at bigint not null,
    received_by text not null,
    -- Number of the event.
    seq bigint not null,
    primary key (shop_id, id)
) {clustered};
create index receipts_by_purchase_order on receipts (shop_id, purchase_order_id, id);
create unique index receipts_delivery_note_unique on receipts (shop_id, delivery_note) where delivery_note is not null;

create table receipt_lines (
    shop_id text not null,
    receipt_id text not null,
    sku text not null,
    quantity bigint not null,
    -- Why it was not what was ordered.
    discrepancy text,
    more_to_come smallint not null default 0,
    -- Units that no order took: they go to the shelf.
    put_away bigint not null,
    primary key (shop_id, receipt_id, sku)
) {clustered};

-- Who got the units of a receipt. Rows are only ever added: it is the proof of who was served when.
create table receipt_allocations (
    shop_id text not null,
    receipt_id text not null,
    order_id text not null,
    backorder_number bigint not null,
    sku text not null,
    quantity bigint not null,
    shipment bigint not null,
    primary key (shop_id, receipt_id, order_id, backorder_number)
) {clustered};

-- One parcel of one order. An order has at most one that is open.
create table shipments (
    shop_id text not null,
    order_id text not null,
    number bigint not null,
    state text not null,
    carrier text,
    tracking text,
    created_at bigint not null,
    packed_at bigint,
    handed_over_at bigint,
    -- Number of the event that last changed it.
    version bigint not null,
    primary key (shop_id, order_id, number)
) {clustered};
create index shipments_in_state on shipments (shop_id, state, order_id, number);

-- How far each follower has worked through the log.
create table followers (
    shop_id text not null,
    name text not null,
    seq bigint not null,
    primary key (shop_id, name)
) {clustered};
