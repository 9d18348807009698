-- What is taken off sale keeps its page, its orders and its line, and takes no new orders. A product of which nothing is on sale stands in no list that
-- shoppers see. Programs before this one know neither and sell on.
alter table variants add column off_sale smallint not null default 0;
alter table products add column off_sale smallint not null default 0;
