-- The secret of the page on which a notice is answered. It is not that of the order, which does more. Null for a notice of before.
alter table notices add column token text;
create unique index notices_by_token on notices (shop_id, token) where token is not null;

{distributed}
