-- Webhooks: programs of a merchant that are told what happens. One follower of the log fills a queue for each endpoint, and workers empty them. What
-- a message says stands in the log and is made of it when it is sent: so nothing of it has to be erased here.

-- Whether the shop has endpoints: one without any costs nothing.
alter table shops add column webhooks smallint not null default 0;

-- One address that is told. One that was deleted stays until its messages are forgotten, without its address and its secrets.
create table webhook_endpoints (
    shop_id text not null references shops (id),
    -- whk_…
    id text not null,
    url text not null,
    -- The names of the types that it wants, JSON.
    types text not null,
    -- unproven, on, off or deleted
    state text not null,
    -- Why it is off.
    reason text,
    -- Sealed. The one before signs too until its time.
    secret text not null,
    old_secret text,
    old_secret_until bigint,
    -- The number of the event after which it is told; null while it is told nothing. Nobody is told what happened before.
    begins_seq bigint,
    -- By the clock of the shop, which is the database's but for rehearsals. So are all times here but those of leases.
    created_at bigint not null,
    -- Since when it has only failed; null when it answered last.
    failing_since bigint,
    -- When it failed last.
    failed_at bigint,
    -- Until when it is left alone, because it asked for that or has failed.
    not_before bigint,
    constraint webhook_endpoints_pk primary key (shop_id, id)
) {clustered};

-- One message to one endpoint.
create table webhook_deliveries (
    shop_id text not null references shops (id),
    -- evt_…: the same over all tries.
    id text not null,
    endpoint_id text not null,
    type text not null,
    -- The event that it tells; 0 for a ping.
    cause_seq bigint not null,
    -- planned, delivered or failed
    state text not null,
    planned_at bigint not null,
    -- Null when it is not sent any more.
    due_at bigint,
    leased_by text,
    leased_until bigint,
    attempts bigint not null default 0,
    failures bigint not null default 0,
    -- The try that began last.
    try_id text,
    finished_at bigint,
    constraint webhook_deliveries_pk primary key (shop_id, id)
) {clustered};
-- Nothing is planned twice.
create unique index webhook_deliveries_planned_once on webhook_deliveries (shop_id, endpoint_id, cause_seq) where cause_seq > 0;
create index webhook_deliveries_due on webhook_deliveries (shop_id, endpoint_id, due_at, id) where due_at is not null;
create index webhook_deliveries_of_endpoints on webhook_deliveries (shop_id, endpoint_id, id);
-- Few are on their way at once.
create index webhook_deliveries_leased on webhook_deliveries (shop_id, endpoint_id, id) where leased_by is not null;
create index webhook_deliveries_failed on webhook_deliveries (shop_id, endpoint_id, id) where state = 'failed' and cause_seq > 0;

-- Each try, written before anything is sent.
create table webhook_tries (
    shop_id text not null references shops (id),
    -- try_…
    id text not null,
    endpoint_id text not null,
    delivery_id text not null,
    n bigint not null,
    began_at bigint not null,
    -- Null until the result is known. A node that died left it so.
    ended_at bigint,
    -- Of the answer; null where none came.
    status bigint,
    -- Why none came.
    trouble text,
    -- The beginning of the answer.
    answer text,
    constraint webhook_tries_pk primary key (shop_id, id)
) {clustered};
create index webhook_tries_of_endpoints on webhook_tries (shop_id, endpoint_id, id);

{distributed}
