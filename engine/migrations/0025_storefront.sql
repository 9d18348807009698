-- What a shop says of itself: its legal pages, and pictures that its merchant put into it.

-- The texts of legal pages. Which of them there are stands in shops.profile as well, so that a footer asks for nothing.
create table shop_pages (
    shop_id text not null references shops (id),
    -- imprint, terms, privacy, withdrawal, shipping or accessibility.
    kind text not null,
    lang text not null,
    -- Clean HTML.
    html text not null,
    constraint shop_pages_pk primary key (shop_id, kind, lang)
) {clustered};

-- Pictures. They are few and small, and a backup of the database is a backup of them.
create table media (
    shop_id text not null references shops (id),
    -- By its content, so that the same picture is stored once and its address never shows another.
    id text not null,
    media_type text not null,
    -- Base64, because documents are texts here.
    content text not null,
    -- Of the picture itself.
    size_bytes bigint not null,
    added_at bigint not null,
    constraint media_pk primary key (shop_id, id)
);

{distributed}
