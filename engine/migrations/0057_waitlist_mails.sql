-- Mails to people on waitlists. They are about no order, and nobody is written to before the address was confirmed.

-- To whom a mail is that is about no order: its order_id is then empty.
alter table messages add column person_id text;
create index messages_to_persons on messages (shop_id, person_id) where person_id is not null;

-- The secrets of the pages on which the address is confirmed, and on which mails are ended. Null for a place of before.
alter table waitlist add column token text;
alter table waitlist add column leave_token text;
-- stock: it could be ordered when they asked, so they wait for stock. any: it could not.
alter table waitlist add column wants text;
-- When they were asked whether the address is theirs, when they said so, and when they were told.
alter table waitlist add column asked_at bigint;
alter table waitlist add column confirmed_at bigint;
alter table waitlist add column told_at bigint;
create unique index waitlist_by_token on waitlist (shop_id, token) where token is not null;
create unique index waitlist_by_leave_token on waitlist (shop_id, leave_token) where leave_token is not null;
create index waitlist_of_persons on waitlist (shop_id, person_id);
