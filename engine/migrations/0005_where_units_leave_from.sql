-- Where the units of a receipt leave from, which delivery notes are the same, and whose priority went past whom.

-- The dock of the receipt, when the units were taken from what arrived; null when they were free on the shelves before.
alter table receipt_allocations add column location text;

-- Two suppliers may use the same number: a delivery note is the same when it is of the same purchase order.
drop index receipts_delivery_note_unique;
create unique index receipts_delivery_note_unique on receipts (shop_id, purchase_order_id, delivery_note) where delivery_note is not null;

-- Backorders with a priority, served or not: whoever stands in line is told who was let past him. They are few.
create index backorders_with_priority on backorders (shop_id, sku, rank, placed_seq) where rank < 0;
