-- Stored answers in the sequence in which they were given. Clients choose random keys, so a table in the order of the keys wrote a page of its own
-- for each order, answer and all. Here an answer goes behind the one before it, and only eight bytes of it are put where its key belongs.
--
-- Answers that an earlier program stored stay in the table idempotency until they are a week old; both are asked.
create table answers (
    shop_id text not null,
    at bigint not null,
    -- The first 64 bits of the SHA-256 of the shop and the key, for looking it up. Two keys may have the same: shop_id and key decide.
    digest bigint not null,
    key text not null,
    fingerprint text not null,
    answer text not null,
    primary key (shop_id, at, digest)
);
create index answers_by_digest on answers (digest);
