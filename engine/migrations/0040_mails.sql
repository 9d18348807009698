-- Mails to the people of a shop: an outbox that one follower fills and workers empty. A shop that writes no mails has no row here.

-- One mail.
create table messages (
    shop_id text not null references shops (id),
    -- msg_…; the Message-ID that it has whenever it is sent is made of it.
    id text not null,
    -- confirmation, moved, cancelled, dispatched or delivered
    kind text not null,
    order_id text not null,
    -- What it is about: the order, its parcel, or the event of the log. Nothing is planned twice.
    subject_key text not null,
    -- The event because of which it was planned.
    cause_seq bigint not null,
    -- planned, sent, kept, skipped, superseded, uncertain or parked
    state text not null,
    -- Why it was not sent.
    reason text,
    -- By the database's clock, as all times here.
    planned_at bigint not null,
    -- From when on it may be tried: a date that moved is told a while after. Null when it is not tried any more.
    due_at bigint,
    -- The node that is about to send it, and until when it may.
    leased_by text,
    leased_until bigint,
    attempts bigint not null default 0,
    failures bigint not null default 0,
    -- When it was sent, kept or given up.
    finished_at bigint,
    constraint messages_pk primary key (shop_id, id)
) {clustered};
create unique index messages_planned_once on messages (shop_id, kind, subject_key);
create index messages_due on messages (shop_id, due_at, id) where due_at is not null;
create index messages_of_orders on messages (shop_id, order_id, id);
create index messages_of_kind on messages (shop_id, kind, id);
create index messages_in_state on messages (shop_id, state, id);

-- Each try, written before anything is sent.
create table message_attempts (
    shop_id text not null references shops (id),
    message_id text not null,
    n bigint not null,
    began_at bigint not null,
    -- Null until the result is known. A node that died left it so.
    ended_at bigint,
    -- sent, kept, skipped, refused, failed, uncertain or unreadable
    result text,
    -- What the mail server said, or what went wrong.
    reply text,
    constraint message_attempts_pk primary key (shop_id, message_id, n)
) {clustered};

-- What was written to whom. It stands apart, so that a person can be erased.
create table message_contents (
    shop_id text not null references shops (id),
    message_id text not null,
    recipient text not null,
    -- The mail as a tree of sentences, JSON: its text and its HTML are made of it.
    content text not null,
    -- The dates that it told of the order's parts, JSON: what is told next is compared with them. Null where a mail of the kind tells none.
    told text,
    constraint message_contents_pk primary key (shop_id, message_id)
) {clustered};

-- Whether mails of the shop are really sent, as the server that sends them said last: only then do pages say that somebody writes.
alter table shops add column mail_sent smallint not null default 0;

{distributed}
