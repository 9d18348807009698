-- Orders that are stopped while they wait, by variant: the line of a variant says who they are, and a variant for which somebody is stopped stays.
create index backorders_held on backorders (shop_id, sku, order_id, number) where state = 'held';
