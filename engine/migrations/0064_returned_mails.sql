-- Mails that came back, and addresses that are not written to any more because of that.

-- Why nobody writes to a mail address. It stands in the form in which addresses are compared (`persons.email_folded`), and goes with the person.
create table suppressions (
    shop_id text not null references shops (id),
    email_folded text not null,
    -- all: nothing reaches it. courtesy: its owner wants no mails that nobody has to get.
    scope text not null,
    -- The mail that came back, or of which somebody complained.
    message_id text not null,
    at bigint not null,
    -- When people of the shop said that it may be written to again.
    lifted_at bigint,
    constraint suppressions_pk primary key (shop_id, email_folded)
) {clustered};

{distributed}
