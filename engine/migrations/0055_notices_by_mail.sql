-- A notice that goes out by mail is given once the mail server has taken it, and not before: one that was refused or came back is no offer.

-- 1 where a mail gives it. Null where somebody of the shop has told people.
alter table notices add column by_mail bigint;
-- When the mail server took it, and the number of that event. Null while it has not.
alter table notices add column offered_at bigint;
alter table notices add column offered_seq bigint;
-- When it was known that the mail does not arrive.
alter table notices add column failed_at bigint;

-- Mails that the law asks for go out before all others.
create index messages_law_due on messages (shop_id, due_at, id) where due_at is not null and kind = 'notice';
