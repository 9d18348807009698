-- A node whose clock is wrong begins no day. Nobody of a shop reads its log, so it says so where every node finds it.

-- How far the clock of the node that said so last is ahead of the database's, and when that was by the database's clock.
alter table _schema add column clock_ahead_ms bigint not null default 0;
alter table _schema add column clock_wrong_at bigint not null default 0;
