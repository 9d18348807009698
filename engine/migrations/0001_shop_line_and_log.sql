-- One text for SQLite and PostgreSQL. Ids and enums are TEXT, times are BIGINT milliseconds of UTC, local dates TEXT (ISO 8601), money is BIGINT
-- minor units, booleans SMALLINT, documents TEXT (JSON). Every key begins with shop_id, so that a distributed PostgreSQL can keep a shop on
-- one node and no query needs to cross shops. {clustered} makes SQLite keep rows in key order; PostgreSQL has no word for it.

-- The unit of tenancy and of consistency. Whoever writes locks this row and takes event numbers from it.
create table shops (
    id text not null primary key,
    slug text not null,
    profile text not null,
    rules text not null,
    -- Number of the newest event.
    seq bigint not null default 0,
    -- The local date of availability: it moves by an event, so that what is shown depends on the log alone.
    day text not null,
    -- A rehearsal shop's clock may be advanced; clock_ahead is by how much.
    rehearsal smallint not null default 0,
    clock_ahead bigint not null default 0,
    created_at bigint not null,
    constraint shops_slug_unique unique (slug)
) {clustered};

-- Keys are stored as SHA-256 of 256 random bits: there is nothing to guess, so a slow hash would only slow every request down.
create table api_keys (
    shop_id text not null,
    id text not null,
    name text not null,
    hash text not null,
    created_at bigint not null,
    revoked_at bigint,
    primary key (shop_id, id),
    constraint api_keys_hash_unique unique (hash)
) {clustered};

create table products (
    shop_id text not null,
    handle text not null,
    -- The product as ProductDraft, variants included: it is read and written whole.
    draft text not null,
    -- Lower-case words that a search looks through.
    search text not null,
    title text not null,
    -- Number of the event that last changed it.
    version bigint not null,
    created_at bigint not null,
    primary key (shop_id, handle)
) {clustered};
create index products_by_title on products (shop_id, title, handle);

-- What is sold and counted. The counters stand here, in one narrow row, because every placement reads and writes them.
create table variants (
    shop_id text not null,
    sku text not null,
    handle text not null,
    -- Its own policy as JSON; null takes the shop's.
    policy text,
    on_hand bigint not null default 0,
    allocated bigint not null default 0,
    queued bigint not null default 0,
    primary key (shop_id, sku),
    constraint variants_stock_covers_allocations check (on_hand >= 0 and allocated >= 0 and queued >= 0)
) {clustered};
create index variants_by_handle on variants (shop_id, handle);

create table locations (
    shop_id text not null,
    code text not null,
    created_at bigint not null,
    primary key (shop_id, code)
) {clustered};

create table stock (
    shop_id text not null,
    sku text not null,
    location text not null,
    on_hand bigint not null,
    primary key (shop_id, sku, location),
    constraint stock_not_negative check (on_hand >= 0)
) {clustered};

create table purchase_orders (
    shop_id text not null,
    id text not null,
    reference text not null,
    supplier text not null,
    expected_earliest text,
    expected_latest text,
    stage text not null,
    -- The recorded reason for the date: without one, a date is only a wish.
    basis text,
    -- Why the date is not the one before.
    reason text,
    confirmed_at bigint not null,
    confirmed_by text not null,
    created_at bigint not null,
    -- Number of the event that last changed it: the ETag for conflicting edits.
    version bigint not null,
    primary key (shop_id, id),
    constraint purchase_orders_reference_unique unique (shop_id, reference)
) {clustered};
create index purchase_orders_by_date on purchase_orders (shop_id, expected_latest);

create table purchase_order_lines (
    shop_id text not null,
    purchase_order_id text not null,
    sku text not null,
    quantity bigint not null,
    received bigint not null default 0,
    -- Set while the latest date has passed: units kept for who was in line by then.
    overdue_committed bigint,
    primary key (shop_id, purchase_order_id, sku)
) {clustered};
create index purchase_order_lines_by_sku on purchase_order_lines (shop_id, sku);

create table milestones (
    shop_id text not null,
    purchase_order_id text not null,
    number bigint not null,
    stage text not null,
    at bigint not null,
    note text,
    public smallint not null,
    primary key (shop_id, purchase_order_id, number)
) {clustered};

-- Personal data stands here and nowhere else: to forget a person is to change one row.
create table persons (
    shop_id text not null,
    id text not null,
    email text not null,
    name text not null,
    locale text not null,
    created_at bigint not null,
    primary key (shop_id, id)
) {clustered};
create index persons_by_email on persons (shop_id, email);

create table orders (
    shop_id text not null,
    id text not null,
    -- The number people say: that of the event that placed it.
    number bigint not null,
    -- 128 random bits: who has the link may see and cancel the order.
    token text not null,
    person_id text not null,
    ship text not null,
    needed_by text,
    currency text not null,
    placed_at bigint not null,
    primary key (shop_id, id),
    constraint orders_token_unique unique (token)
) {clustered};
create index orders_by_person on orders (shop_id, person_id);

create table order_lines (
    shop_id text not null,
    order_id text not null,
    number bigint not null,
    sku text not null,
    quantity bigint not null,
    price_minor bigint not null,
    -- Title, options and picture as they were when it was ordered.
    item text not null,
    primary key (shop_id, order_id, number)
) {clustered};

-- A quantity of one order line in one state.
create table backorders (
    shop_id text not null,
    order_id text not null,
    number bigint not null,
    sku text not null,
    quantity bigint not null,
    state text not null,
    -- Data of the state as JSON: a reason, a carrier.
    state_data text,
    -- The negated priority, so that the line is in ascending order: 0 is normal, lower goes first.
    rank bigint not null default 0,
    -- The number of the event that placed the order: the place in line among equal priorities.
    placed_seq bigint not null,
    position_at_placement bigint,
    primary key (shop_id, order_id, number),
    constraint backorders_quantity_positive check (quantity > 0)
) {clustered};
create index backorders_in_line on backorders (shop_id, sku, rank, placed_seq, number) where state = 'queued';

-- What was told, and when. Rows are only ever added.
create table promises (
    shop_id text not null,
    order_id text not null,
    backorder_number bigint not null,
    number bigint not null,
    told_at bigint not null,
    earliest text,
    latest text,
    reason text,
    basis text,
    primary key (shop_id, order_id, backorder_number, number)
) {clustered};

create table waitlist (
    shop_id text not null,
    sku text not null,
    person_id text not null,
    joined_at bigint not null,
    primary key (shop_id, sku, person_id)
) {clustered};

-- The log: gapless and totally ordered in each shop, never changed, without personal data.
create table events (
    shop_id text not null,
    seq bigint not null,
    at bigint not null,
    actor text not null,
    topic text not null,
    kind text not null,
    payload text not null,
    primary key (shop_id, seq)
) {clustered};
create index events_by_topic on events (shop_id, topic, seq);

-- The stored answer of a request that named an idempotency key.
create table idempotency (
    shop_id text not null,
    key text not null,
    fingerprint text not null,
    answer text not null,
    at bigint not null,
    primary key (shop_id, key)
) {clustered};
