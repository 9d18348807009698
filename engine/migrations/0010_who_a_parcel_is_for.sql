-- Who a parcel was packed for: name and address as they stood when it was closed. Null while it is open, when it is for whoever the order is for.
alter table shipments add column person_id text;
update shipments set person_id = (select o.person_id from orders o where o.shop_id = shipments.shop_id and o.id = shipments.order_id)
    where state in ('packed', 'handed_over');
