-- How a person is compared and found, written by the program because databases fold texts each in their own way: the mail address in lower case and
-- without what follows a plus sign, the name in lower case and without accents. A limit per customer counts the folded address; its index takes the place
-- of that by the address as written, which every look-up holds as well.
alter table persons add column email_folded text not null default '';
alter table persons add column name_folded text not null default '';
drop index persons_by_email;
create index persons_by_email on persons (shop_id, email_folded);
-- Set where a program before this one has written persons and products: the program folds what they wrote once, before it serves.
alter table shops add column unfolded smallint not null default 0;
update shops set unfolded = 1;
