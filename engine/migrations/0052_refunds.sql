-- Money that goes back: owed, asked of the gateway that took it, sent, or noted by somebody who sent it.

-- One sum that goes back. Its amount never changes: what is not owed any more is cancelled, and another row is written.
create table refunds (
    shop_id text not null references shops (id),
    order_id text not null,
    number bigint not null,
    -- Of which charge.
    charge bigint not null,
    gateway bigint not null,
    currency text not null,
    amount bigint not null,
    -- Why somebody gave it. Null for what came beyond what is owed, which goes back by itself.
    reason text,
    -- due, asking, pending, sent, failed, unknown, needs_person or cancelled
    state text not null,
    -- Whether somebody sends it: the gateway that took the money is not asked, or there is none.
    by_hand smallint not null,
    -- The gateway's object that took the money.
    intent text,
    -- What the gateway calls what it sends back.
    reference text,
    -- Why it could not be sent, in the gateway's word.
    failure text,
    -- How often the gateway was asked.
    attempt bigint not null default 0,
    -- The gateway refused what it was asked last.
    refused smallint not null default 0,
    created_at bigint not null,
    -- The last day on which it is to be sent.
    due_by text,
    -- Since when it is in the ledger. Null while it is not, and again when it came back.
    sent_at bigint,
    -- The day on the statement of the account, where somebody sent it.
    day text,
    -- When there is something to do about it by the shop's clock. Null while there is nothing.
    next_at bigint,
    -- Until when one node works on it, by the database's clock.
    leased_until bigint,
    -- The number of the event that last changed it.
    version bigint not null,
    constraint refunds_pk primary key (shop_id, order_id, number)
) {clustered};
create index refunds_in_state on refunds (shop_id, state, order_id, number);
create index refunds_at_work on refunds (shop_id, next_at) where next_at is not null;

-- What the gateway was asked, written before it is: after a crash it is read first, and then asked the same again.
create table refund_attempts (
    shop_id text not null references shops (id),
    order_id text not null,
    refund bigint not null,
    number bigint not null,
    -- The name under which the gateway carries it out once.
    key text not null,
    -- As it was asked, as JSON: references, and nothing of a card or a person.
    body text not null,
    asked_at bigint not null,
    answered_at bigint,
    outcome text,
    constraint refund_attempts_pk primary key (shop_id, order_id, refund, number)
) {clustered};

-- Of what came, what is to go back and was not sent yet.
alter table charges add column refunding bigint not null default 0;
-- Of what goes back, what somebody gave of what was owed: so much less is owed.
alter table charges add column granted bigint not null default 0;
-- Whether what is not owed goes back by the gateway. 0 for a charge of a program that kept no refunds: people may have given it back already.
alter table charges add column gives_back smallint not null default 0;
-- Of the units that a line holds, for how many somebody gave back what they cost: when those are cancelled it goes back no second time.
alter table charge_lines add column given bigint not null default 0;
-- What came and is not on its way back, though it is not owed: of such a program.
create index charges_unplanned on charges (shop_id) where captured - refunded - refunding > amount;

-- Which refund it is, for what went back.
alter table money add column refund bigint;

{distributed}
