-- The order that a person placed; null for who only wants to hear. So the orders of a mail address are found by its index alone, and a placement
-- keeps one index less.
alter table persons add column order_id text;
update persons set order_id = (select o.id from orders o where o.shop_id = persons.shop_id and o.person_id = persons.id);
drop index orders_by_person;
