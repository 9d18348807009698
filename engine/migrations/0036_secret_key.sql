-- What a shop keeps secret and reads again (keys of others, secrets of webhooks) is sealed under a key of the shop. That one is sealed under the secret
-- key of the installation, which is never in the database. So another secret key means that one text a shop is sealed again, however much there is.

-- The shop's key, sealed. Null as long as nothing of the shop is sealed.
alter table shops add column sealed_key text;
