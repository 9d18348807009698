-- Which state of an order a change of it rests on.

-- The number of the newest event about the order: that of its placement, until something happens to it.
alter table orders add column version bigint not null default 0;
update orders set version = coalesce(
    (select max(e.seq) from events e where e.shop_id = orders.shop_id and e.topic = 'order:' || orders.id),
    number);
