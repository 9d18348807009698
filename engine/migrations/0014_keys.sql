-- Keys that can be limited, run out and be taken back.

-- What the key may do, as a list such as read,supply. Null is everything: keys from before, and those made without a word about it.
alter table api_keys add column scopes text;
-- From this instant on it is refused.
alter table api_keys add column expires_at bigint;
-- The beginning of the day (UTC) on which it was last used: written once a day, so that reading is not writing.
alter table api_keys add column last_used_at bigint;
