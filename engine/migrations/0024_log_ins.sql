-- Failed log-ins, counted for all nodes together.

-- What they are counted by stands here as a digest of the shop and an account, an address or both. Nobody may log in with most of the accounts that
-- are tried, and none of it is kept for longer than a quarter of an hour and the next tidying up.
create table log_in_failures (
    shop_id text not null,
    key text not null,
    began_at bigint not null,
    failures bigint not null,
    primary key (shop_id, key)
) {clustered};

-- Accounts at addresses from which they have logged in: strangers do not lock them out there.
create table log_in_homes (
    shop_id text not null,
    key text not null,
    seen_at bigint not null,
    -- What has failed there since.
    began_at bigint not null,
    failures bigint not null,
    primary key (shop_id, key)
) {clustered};

{distributed}
