-- Followers of the log that run on one node at a time.

-- The node that runs the follower, and until when it may, in milliseconds by the database's clock. A node renews its lease while it works; when it dies,
-- the lease ends and another node goes on after the cursor. Null when no node has it.
alter table followers add column leased_by text;
alter table followers add column leased_until bigint;
-- The event whose payload cannot be read: the follower stands before it until a program that can comes. Null while nothing stops it.
alter table followers add column stopped_by bigint;
