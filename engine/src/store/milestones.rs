//! How purchase orders came to their stages: what was said by hand, milestones with the events they
//! were taken from, declared errors.

use super::json::json;
use super::statement::statements;
use super::{Arg, Row, Rows, Session, StoreError};
use dockline_domain::id::{PurchaseOrderId, PurchaseOrderReference, ShopId, Sku};
use dockline_domain::milestone::{Recorded, Way};
use dockline_domain::supply::Stage;
use serde::Serialize;
use serde_json::json as object;
use std::collections::{HashMap, HashSet};

statements! {
    BY_REFERENCE = "select id, reference, stage, stated_stage, stated_after from purchase_orders
        where shop_id = $2 and reference in (select r.value ->> 'key' from {rows})";
    BY_SOURCE = "select p.id, p.reference, p.stage, p.stated_stage, p.stated_after from purchase_orders p
        where p.shop_id = $2 and p.id in (select m.purchase_order_id from milestones m
            where m.shop_id = $2 and m.source in (select r.value ->> 'key' from {rows}))";
    LINES = "select distinct purchase_order_id, sku from purchase_order_lines
        where shop_id = $2 and purchase_order_id in (select r.value ->> 'key' from {rows}) order by purchase_order_id, sku";
    MILESTONES = "select purchase_order_id, number, stage, at, source, retracted_at from milestones
        where shop_id = $2 and purchase_order_id in (select r.value ->> 'key' from {rows}) order by purchase_order_id, number";
    DECLARED = "select event from declared_errors where shop_id = $2 and event in (select r.value ->> 'key' from {rows})";
    INSERT = "insert into milestones (shop_id, purchase_order_id, number, stage, at, note, public, source)
        select {own shop}, r.value ->> 'id', cast(r.value ->> 'number' as bigint), r.value ->> 'stage', cast(r.value ->> 'at' as bigint),
            r.value ->> 'note', cast(r.value ->> 'public' as smallint), r.value ->> 'source' from {rows of the shop}";
    RETRACT = "update milestones set retracted_at = cast(r.value ->> 'at' as bigint) from {rows}
        where milestones.shop_id = {shop} and milestones.purchase_order_id = r.value ->> 'id'
            and milestones.number = cast(r.value ->> 'number' as bigint)";
    SAVE_STAGES = "update purchase_orders set stage = r.value ->> 'stage', version = cast(r.value ->> 'version' as bigint),
            reason = coalesce(r.value ->> 'reason', purchase_orders.reason)
        from {rows}
        where purchase_orders.shop_id = {shop} and purchase_orders.id = r.value ->> 'id'";
    DECLARE = "insert into declared_errors (shop_id, event, declared_at, reason, corrected_by, recorded_at)
        select {own shop}, r.value ->> 'event', cast(r.value ->> 'declared_at' as bigint), r.value ->> 'reason',
            r.value ->> 'corrected_by', cast(r.value ->> 'recorded_at' as bigint) from {rows of the shop}";
    STATE = "update purchase_orders set stated_stage = $3, stated_after = (select coalesce(max(m.number), 0) from milestones m
            where m.shop_id = $1 and m.purchase_order_id = $2)
        where shop_id = $1 and id = $2";
}

/// A purchase order with how it came to its stage.
#[derive(Debug)]
pub(crate) struct OrderWay {
    pub(crate) id: PurchaseOrderId,
    pub(crate) reference: PurchaseOrderReference,
    /// What was ordered.
    pub(crate) skus: Vec<Sku>,
    pub(crate) way: Way,
}

fn order_way(row: &Row) -> Result<OrderWay, StoreError> {
    let way = Way {
        stage: row.parsed("stage", Stage::parse)?,
        stated: row.parsed("stated_stage", Stage::parse)?,
        stated_after: row.int("stated_after")?,
        milestones: Vec::new(),
    };
    let (id, reference) = (
        row.parsed("id", PurchaseOrderId::parse)?,
        row.parsed("reference", PurchaseOrderReference::parse)?,
    );
    Ok(OrderWay {
        id,
        reference,
        skus: Vec::new(),
        way,
    })
}

fn recorded(row: &Row) -> Result<Recorded, StoreError> {
    Ok(Recorded {
        number: row.int("number")?,
        stage: row.parsed("stage", Stage::parse)?,
        at: row.time("at")?,
        source: row.optional_text("source")?,
        retracted: row.optional_int("retracted_at")?.is_some(),
    })
}

fn keys<'a>(keys: impl IntoIterator<Item = &'a str>) -> String {
    json(
        &keys
            .into_iter()
            .map(|key| object!({ "key": key }))
            .collect::<Vec<_>>(),
    )
}

/// The orders that have one of these references, and those with a milestone of one of these events.
pub(crate) async fn ways(
    session: &mut Session,
    shop: &ShopId,
    references: &HashSet<&str>,
    sources: &HashSet<&str>,
) -> Result<Vec<OrderWay>, StoreError> {
    let (references, sources) = (
        keys(references.iter().copied()),
        keys(sources.iter().copied()),
    );
    let mut ways: HashMap<String, OrderWay> = HashMap::new();
    for (statement, keys) in [(&BY_REFERENCE, &references), (&BY_SOURCE, &sources)] {
        for row in session
            .all(statement, &[Arg::Text(keys), shop.as_str().into()])
            .await?
        {
            let way = order_way(&row)?;
            ways.insert(way.id.as_str().to_owned(), way);
        }
    }
    let ids = keys(ways.keys().map(String::as_str));
    for row in session
        .all(&LINES, &[Arg::Text(&ids), shop.as_str().into()])
        .await?
    {
        if let Some(way) = ways.get_mut(&row.text("purchase_order_id")?) {
            way.skus.push(row.parsed("sku", Sku::parse)?);
        }
    }
    for row in session
        .all(&MILESTONES, &[Arg::Text(&ids), shop.as_str().into()])
        .await?
    {
        if let Some(way) = ways.get_mut(&row.text("purchase_order_id")?) {
            way.way.milestones.push(recorded(&row)?);
        }
    }
    Ok(ways.into_values().collect())
}

/// Those of some events that were declared wrong.
pub(crate) async fn declared(
    session: &mut Session,
    shop: &ShopId,
    events: &HashSet<&str>,
) -> Result<HashSet<String>, StoreError> {
    let rows = session
        .all(
            &DECLARED,
            &[
                Arg::Text(&keys(events.iter().copied())),
                shop.as_str().into(),
            ],
        )
        .await?;
    rows.iter().map(|row| row.text("event")).collect()
}

/// A milestone to add.
#[derive(Debug, Serialize)]
pub(crate) struct NewMilestone<'a> {
    pub(crate) shop: &'a ShopId,
    pub(crate) id: &'a PurchaseOrderId,
    pub(crate) number: i64,
    pub(crate) stage: Stage,
    /// Milliseconds.
    pub(crate) at: i64,
    pub(crate) note: Option<&'a str>,
    /// 1 or 0.
    pub(crate) public: u8,
    pub(crate) source: Option<&'a str>,
}

/// A milestone that was taken back.
#[derive(Debug, Serialize)]
pub(crate) struct Retraction<'a> {
    pub(crate) shop: &'a ShopId,
    pub(crate) id: &'a PurchaseOrderId,
    pub(crate) number: i64,
    /// Milliseconds.
    pub(crate) at: i64,
}

/// Where an order is after all reports.
#[derive(Debug, Serialize)]
pub(crate) struct StageRow<'a> {
    pub(crate) shop: &'a ShopId,
    pub(crate) id: &'a PurchaseOrderId,
    pub(crate) stage: Stage,
    pub(crate) version: i64,
    /// Why it will not come, when that was said with it.
    pub(crate) reason: Option<&'a str>,
}

/// An event that was declared wrong.
#[derive(Debug, Serialize)]
pub(crate) struct DeclaredError<'a> {
    pub(crate) shop: &'a ShopId,
    pub(crate) event: &'a str,
    /// Milliseconds, as `recorded_at`.
    pub(crate) declared_at: i64,
    pub(crate) reason: Option<&'a str>,
    /// A JSON list of ids.
    pub(crate) corrected_by: String,
    pub(crate) recorded_at: i64,
}

/// What a command about reports writes.
#[derive(Debug)]
pub(crate) struct Changes {
    /// Each a [`NewMilestone`].
    pub(crate) milestones: Rows,
    /// Each a [`Retraction`].
    pub(crate) retractions: Rows,
    /// Each a [`StageRow`].
    pub(crate) stages: Rows,
    /// Each a [`DeclaredError`].
    pub(crate) errors: Rows,
}

impl Default for Changes {
    fn default() -> Self {
        Self {
            milestones: Rows::of(&INSERT),
            retractions: Rows::of(&RETRACT),
            stages: Rows::of(&SAVE_STAGES),
            errors: Rows::of(&DECLARE),
        }
    }
}

pub(crate) async fn save(session: &mut Session, changes: Changes) -> Result<(), StoreError> {
    let writes = [
        changes.milestones.write(),
        changes.retractions.write(),
        changes.stages.write(),
        changes.errors.write(),
    ];
    session.write(&writes).await
}

/// Notes that a stage was said by hand: it stands whatever becomes of the milestones before it.
pub(crate) async fn state(
    session: &mut Session,
    shop: &ShopId,
    id: &PurchaseOrderId,
    stage: Stage,
) -> Result<(), StoreError> {
    session
        .run(
            &STATE,
            &[
                shop.as_str().into(),
                id.as_str().into(),
                stage.name().into(),
            ],
        )
        .await
        .map(|_| ())
}

/// The stage that an order was at before its goods were counted in, which they were not. The
/// milestones that say so are taken back.
pub(crate) async fn before_received(
    session: &mut Session,
    shop: &ShopId,
    (id, reference): (&PurchaseOrderId, &str),
    at: i64,
) -> Result<Stage, StoreError> {
    let references = HashSet::from([reference]);
    let found = ways(session, shop, &references, &HashSet::new()).await?;
    let Some(mut found) = found.into_iter().next() else {
        return Ok(Stage::Ordered);
    };
    let mut changes = Changes::default();
    for number in found.way.uncount() {
        changes.retractions.push(&Retraction {
            shop,
            id,
            number,
            at,
        });
    }
    save(session, changes).await?;
    Ok(found.way.stage)
}
