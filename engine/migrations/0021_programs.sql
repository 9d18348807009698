-- Which programs may run on this schema. A program's number is that of the newest migration it knows.

-- One row. Nodes are replaced one after the other, so a program also meets a schema that is newer than itself. It runs on one whose minimum_program is
-- not above its own number: what was migrated since only added. A migration that takes away what older programs need, or changes what they read,
-- raises the number in its own text; it comes a release after the last program that needed it.
create table _schema (
    minimum_program bigint not null,
    -- When a node last tried whether something can be written, by the database's clock.
    tried_at bigint not null default 0
);
insert into _schema (minimum_program) values (21);
