-- A notice that goes out by mail is given once the mail server has taken it, and not before: one that was refused or given up is no offer.

-- 1 where a mail gives it. Null where somebody of the shop has told people.
alter table notices add column by_mail bigint;

-- What became of the mail with a notice. Rows are only ever added; one that says that it was given counts, whatever came before.
create table notice_mails (
    shop_id text not null references shops (id),
    order_id text not null,
    notice bigint not null,
    -- The number of its event.
    seq bigint not null,
    -- 1 where people were given it, 0 where it was not sent.
    given bigint not null,
    at bigint not null,
    constraint notice_mails_pk primary key (shop_id, order_id, notice, seq)
) {clustered};

-- Mails that the law asks for go out before all others.
create index messages_law_due on messages (shop_id, due_at, id) where due_at is not null and kind = 'notice';

{distributed}
