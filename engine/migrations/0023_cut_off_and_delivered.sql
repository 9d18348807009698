-- The time of day after which an order counts as one of the next day, and parcels that have arrived.

-- The last local date whose cut-off has passed; null when none has. Everything shown rests on it, as on `day`, so it moves by an event of the log.
alter table shops add column cut_off_day text;
-- When a parcel was with its customer, by what the carrier or the merchant says. Null until somebody says so.
alter table shipments add column delivered_at bigint;
