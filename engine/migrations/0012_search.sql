-- Products are searched in memory. What changed since it was read last is asked for by the number of the event that changed it.
create index products_by_version on products (shop_id, version);
