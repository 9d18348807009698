-- A purchase order may have one SKU on several lines, each with its own date: suppliers split what they were asked for. So a line has a number among those
-- of its SKU, and a count at the dock says which line it filled. Programs before this one know a line by its SKU alone and no date but the order's: a
-- second line, or a date of a line, is refused until none of them may run any more.

-- SQLite cannot change a key, so the table is written again. PostgreSQL gets another index.
{sqlite} create table numbered_lines (
{sqlite}     shop_id text not null,
{sqlite}     purchase_order_id text not null,
{sqlite}     sku text not null,
{sqlite}     quantity bigint not null,
{sqlite}     received bigint not null default 0,
{sqlite}     overdue_committed bigint,
{sqlite}     written_off bigint not null default 0,
{sqlite}     line bigint not null default 1,
{sqlite}     primary key (shop_id, purchase_order_id, sku, line)
{sqlite} ) {clustered};
{sqlite} insert into numbered_lines (shop_id, purchase_order_id, sku, quantity, received, overdue_committed, written_off)
{sqlite}     select shop_id, purchase_order_id, sku, quantity, received, overdue_committed, written_off from purchase_order_lines;
{sqlite} drop table purchase_order_lines;
{sqlite} alter table numbered_lines rename to purchase_order_lines;
{sqlite} create index purchase_order_lines_by_sku on purchase_order_lines (shop_id, sku);
{postgres} alter table purchase_order_lines add column line bigint not null default 1;
{postgres} alter table purchase_order_lines drop constraint purchase_order_lines_pkey;
{postgres} alter table purchase_order_lines add primary key (shop_id, purchase_order_id, sku, line);

-- When the line is expected at the dock; null is when the order is.
alter table purchase_order_lines add column expected_earliest text;
alter table purchase_order_lines add column expected_latest text;

{sqlite} create table counted_lines (
{sqlite}     shop_id text not null,
{sqlite}     receipt_id text not null,
{sqlite}     sku text not null,
{sqlite}     quantity bigint not null,
{sqlite}     discrepancy text,
{sqlite}     more_to_come smallint not null default 0,
{sqlite}     put_away bigint not null,
{sqlite}     line bigint not null default 1,
{sqlite}     primary key (shop_id, receipt_id, sku, line)
{sqlite} ) {clustered};
{sqlite} insert into counted_lines (shop_id, receipt_id, sku, quantity, discrepancy, more_to_come, put_away)
{sqlite}     select shop_id, receipt_id, sku, quantity, discrepancy, more_to_come, put_away from receipt_lines;
{sqlite} drop table receipt_lines;
{sqlite} alter table counted_lines rename to receipt_lines;
{postgres} alter table receipt_lines add column line bigint not null default 1;
{postgres} alter table receipt_lines drop constraint receipt_lines_pkey;
{postgres} alter table receipt_lines add primary key (shop_id, receipt_id, sku, line);

-- What was counted at first, and why it was wrong, where a count was corrected: quantity is what is true.
alter table receipt_lines add column first_counted bigint;
alter table receipt_lines add column correction text;

-- Nobody has sold here yet, so no older program runs.
update _schema set minimum_program = 35 where not exists (select 1 from shops);

{distributed}
