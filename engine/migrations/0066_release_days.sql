-- The first local date on which units of a variant may leave. Programs before this one do not know it and sell and ship at once.
alter table variants add column release_on text;
