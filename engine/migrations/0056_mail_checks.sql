-- Notices go out by themselves only where it was looked whether mails do.

-- What tells the mail settings of the server that sends from others; null where none is set.
alter table shops add column mail_server text;
-- The settings with which `dockline mail check` last passed: void when they are others.
alter table shops add column mail_checked text;
