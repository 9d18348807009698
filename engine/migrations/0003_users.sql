-- The merchant's people and their sessions in the console.

-- Personal data (mail address, name) stands here alone; events name users by their id.
create table users (
    shop_id text not null,
    id text not null,
    -- In the form in which it is compared: the domain in lower case.
    email text not null,
    name text,
    role text not null,
    -- Argon2id in the PHC string format, with its own salt and parameters.
    password_hash text not null,
    created_at bigint not null,
    -- Who has left: sessions end, and no new ones begin.
    disabled_at bigint,
    primary key (shop_id, id),
    constraint users_email_unique unique (shop_id, email)
) {clustered};

create table sessions (
    shop_id text not null,
    -- SHA-256 of the 256 random bits in the cookie: who reads the database cannot log in with what stands here.
    hash text not null,
    user_id text not null,
    created_at bigint not null,
    -- When it was last used, give or take some minutes: a session that rests for long has ended.
    seen_at bigint not null,
    primary key (shop_id, hash),
    constraint sessions_hash_unique unique (hash)
) {clustered};
create index sessions_by_user on sessions (shop_id, user_id);

-- What waits for somebody of the shop is asked for on each page of theirs.
create index backorders_on_hold on backorders (shop_id, order_id) where state = 'on_hold';
