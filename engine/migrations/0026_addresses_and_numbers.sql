-- Where an order goes, in parts, and the numbers that people say.

-- The parts of the address as JSON, where it was told in parts. They are those of the address only as long as its text is the one they make: an older
-- program writes the text alone.
alter table persons add column address_parts text;
-- What stands before the number, as it was when the order was placed: a number that was told stays what it is.
alter table orders add column number_prefix text not null default '';
-- The next number is the highest plus one. Numbers of before are those of events. No number is above that of the event that placed its order, so none
-- comes twice while programs of before and after this one write the same shop.
create unique index orders_by_number on orders (shop_id, number);
