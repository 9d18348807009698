-- People whose data were erased.

-- When the mail address, the name and the postal address were erased; the row stays for the orders that are kept by law. Null otherwise.
alter table persons add column erased_at bigint;
