-- Milestones that were taken from reports of the supply chain, and reports that were declared wrong.

-- Id of the event a milestone was taken from: the same event is recorded once. Null when somebody entered the milestone.
alter table milestones add column source text;
-- Set when that event was declared wrong. The row stays, because it was recorded; nobody is shown it as true any more.
alter table milestones add column retracted_at bigint;
create unique index milestones_by_source on milestones (shop_id, source, purchase_order_id) where source is not null;

-- The stage that was last said by hand, and the number of the newest milestone at that time: where an order is when the milestones behind
-- it turn out wrong.
alter table purchase_orders add column stated_stage text not null default 'ordered';
alter table purchase_orders add column stated_after bigint not null default 0;
update purchase_orders set stated_stage = stage, stated_after = coalesce((select max(m.number) from milestones m
    where m.shop_id = purchase_orders.shop_id and m.purchase_order_id = purchase_orders.id), 0);

-- Events that were declared wrong, recorded here before or not: none of them becomes a milestone any more.
create table declared_errors (
    shop_id text not null,
    event text not null,
    -- When its sender declared it.
    declared_at bigint not null,
    reason text,
    -- Ids of the events that say what is right, as a JSON list.
    corrected_by text not null,
    recorded_at bigint not null,
    primary key (shop_id, event)
) {clustered};
