-- Titles in the order in which people look for them: without regard to case, accents and umlauts. The engine writes the key with each product.
alter table products add column sort_key text not null default '';
-- What is there already is put in order as far as SQL can; saving a product says it exactly. Products are found by the values of their options
-- from when they are saved next.
update products set sort_key = lower(replace(replace(replace(replace(replace(replace(replace(title,
    'Ä', 'a'), 'Ö', 'o'), 'Ü', 'u'), 'ä', 'a'), 'ö', 'o'), 'ü', 'u'), 'ß', 'ss'));
drop index products_by_title;
create index products_in_order on products (shop_id, sort_key, handle);
