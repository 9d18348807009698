-- What an order pays for shipping, in minor units of its currency, as it was when it was placed: once, however many parcels it becomes. The first
-- parcel carries it.
alter table orders add column shipping_minor bigint not null default 0;
