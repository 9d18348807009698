-- What a database that keeps its shops on several machines needs.

-- Which shop a slug is: the one look-up that begins without a shop. It is on every machine, so that it is asked without asking all of them.
create table shop_slugs (
    slug text not null primary key,
    shop_id text not null
) {clustered};
insert into shop_slugs (slug, shop_id) select slug, id from shops;

-- Stored answers are looked up in their shop. SQLite does without: its one machine has them all, and each order pays for an index.
{postgres} create index answers_by_key on answers (shop_id, digest);

{distributed}
