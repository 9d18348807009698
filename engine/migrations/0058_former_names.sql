-- What products and variants were called before they were renamed. Addresses, files and programs of others go on using these names, so each leads to
-- what the thing is called now, in one step. The log is not rewritten.
create table former_names (
    shop_id text not null,
    -- product or variant
    kind text not null,
    former text not null,
    -- What it is called now.
    name text not null,
    -- The event that gave it that name.
    seq bigint not null,
    constraint former_names_pk primary key (shop_id, kind, former)
) {clustered};
create index former_names_by_name on former_names (shop_id, kind, name);
create index former_names_by_event on former_names (shop_id, seq);

{distributed}
