-- What people were told of delays by law, and what they answered. A date that moved (promises) is no notice. Rows are only ever added.

create table notices (
    shop_id text not null references shops (id),
    order_id text not null,
    -- Of the order.
    number bigint not null,
    -- The line of the order, and the day that was told for its units: parts of it that go different ways later have the same notices.
    sku text not null,
    told text not null,
    -- short, long, indefinite or renewed
    kind text not null,
    -- Until when people are asked to wait; null where nobody can say.
    until text,
    -- A later day that they were asked to agree to at once.
    further text,
    reason text,
    -- mail, phone or letter
    channel text not null,
    given_at bigint not null,
    -- The number of its event: the order of the log decides what came first.
    seq bigint not null,
    constraint notices_pk primary key (shop_id, order_id, number)
) {clustered};

create table notice_answers (
    shop_id text not null references shops (id),
    order_id text not null,
    notice bigint not null,
    seq bigint not null,
    -- wait, cancel or last_date
    choice text not null,
    -- The day they wait until, or set.
    until text,
    -- mail, phone, letter or link
    channel text not null,
    answered_at bigint not null,
    constraint notice_answers_pk primary key (shop_id, order_id, notice, seq)
) {clustered};

{distributed}
