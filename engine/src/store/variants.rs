//! What decides the availability of variants: counters, stock, inbound supply with its news.

use super::json::json;
use super::statement::statements;
use super::{Arg, Row, Rows, Session, StoreError, Write, date_moves};
use dockline_domain::availability::{OverdueChange, VariantSupply};
use dockline_domain::id::{Handle, LocationCode, PurchaseOrderReference, ShopId, Sku};
use dockline_domain::policy::Policy;
use dockline_domain::promise::OnTimeRecord;
use dockline_domain::receipt::OpenLine;
use dockline_domain::stock::Counters;
use dockline_domain::supply::{Inbound, Stage};
use dockline_view::moves::of_line;
use dockline_view::{Milestone, Shop, SupplyNews, VariantSnapshot};
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

statements! {
    VARIANTS = "select sku, handle, policy, off_sale, release_on, on_hand, allocated, queued, shipped, on_time from variants
        where shop_id = $2 and sku in (select r.value ->> 'sku' from {rows})";
    INBOUND = "select l.sku, l.line, l.quantity, l.received, l.written_off, l.overdue_committed, p.id, p.reference,
            coalesce(l.expected_earliest, p.expected_earliest) as expected_earliest,
            coalesce(l.expected_latest, p.expected_latest) as expected_latest,
            cast(case when l.expected_latest is null then 0 else 1 end as smallint) as own_date, p.stage, p.basis, p.reason, p.confirmed_at
        from purchase_order_lines l join purchase_orders p on p.shop_id = $2 and p.id = l.purchase_order_id
        where l.shop_id = $2 and l.sku in (select r.value ->> 'sku' from {rows}) and {open}
            and p.stage in {supply stages}";
    /// Each pallet may report that it left: what is said the same is read once, as of when it was
    /// said first.
    MILESTONES = "select purchase_order_id, stage, note, min(at) as at, min(number) as number from milestones
        where shop_id = $2 and public = 1 and retracted_at is null and purchase_order_id in (select r.value ->> 'id' from {rows})
        group by purchase_order_id, stage, note order by at, number";
    SAVE_COUNTERS = "update variants set on_hand = cast(r.value ->> 'on_hand' as bigint), allocated = cast(r.value ->> 'allocated' as bigint),
            queued = cast(r.value ->> 'queued' as bigint)
        from {rows} where variants.shop_id = {shop} and variants.sku = r.value ->> 'sku'";
    SAVE_OVERDUE = "update purchase_order_lines set overdue_committed = cast(r.value ->> 'committed' as bigint)
        from {rows} where purchase_order_lines.shop_id = {shop} and purchase_order_lines.sku = r.value ->> 'sku'
            and purchase_order_lines.line = cast(r.value ->> 'line' as bigint) and purchase_order_lines.purchase_order_id = (select p.id from purchase_orders p
                where p.shop_id = {shop} and p.reference = r.value ->> 'reference')";
    SAVE_RECORD = "update variants set shipped = cast(r.value ->> 'shipped' as bigint), on_time = cast(r.value ->> 'on_time' as bigint)
        from {rows} where variants.shop_id = {shop} and variants.sku = r.value ->> 'sku'";
    STOCK_AT = "select location, on_hand, reserved from stock where shop_id = $1 and sku = $2 order by location";
    STOCK_OF = "select sku, location, on_hand, reserved from stock where shop_id = $2 and sku in (select r.value ->> 'sku' from {rows})
        order by sku, location";
    SAVE_STOCK = "insert into stock (shop_id, sku, location, on_hand, reserved)
        select {own shop}, r.value ->> 'sku', r.value ->> 'location', cast(r.value ->> 'on_hand' as bigint),
            cast(r.value ->> 'reserved' as bigint)
        from {rows of the shop} where true
        on conflict (shop_id, sku, location) do update set on_hand = excluded.on_hand, reserved = excluded.reserved";
    SAVE_LOCATION = "insert into locations (shop_id, code, created_at) values ($1, $2, $3) on conflict do nothing";
    WAITED_FOR = "select sku from variants where shop_id = $1 and queued > 0";
    /// What lies here for people who wait for the day, which has come.
    RELEASED = "select sku from variants where shop_id = $1 and (release_on is null or release_on <= $2) and queued > 0 and on_hand > allocated";
    PAST_DUE = "select distinct l.sku from purchase_order_lines l join purchase_orders p on p.shop_id = $1 and p.id = l.purchase_order_id
        where l.shop_id = $1 and coalesce(l.expected_latest, p.expected_latest) < $2 and {open} and l.overdue_committed is null
            and p.stage in {supply stages}";
}

/// Changes of purchase orders that are looked at for dates that moved: the newest.
const MOVES_MAX: i64 = 1_000;
/// Moves of one purchase order that people are shown.
const MOVES_OF_ORDER_MAX: usize = 20;

fn sku_keys<'a>(skus: impl IntoIterator<Item = &'a Sku>) -> String {
    json(
        &skus
            .into_iter()
            .map(|sku| serde_json::json!({ "sku": sku }))
            .collect::<Vec<_>>(),
    )
}

/// Inbound supply of one variant with what is known about it.
struct Arriving {
    inbound: Inbound,
    news: SupplyNews,
    order_id: String,
    /// Whether the line has a date that is not the order's.
    own_date: bool,
}

fn arriving(row: &Row) -> Result<(Sku, Arriving), StoreError> {
    let quantity = row.units("quantity")?;
    let line = OpenLine {
        ordered: quantity,
        received: row.units("received")?,
        written_off: row.units("written_off")?,
    };
    let overdue = row
        .optional_int("overdue_committed")?
        .map(|units| u32::try_from(units).unwrap_or(0));
    let inbound = Inbound {
        purchase_order: row.parsed("reference", PurchaseOrderReference::parse)?,
        line: row.units("line")?,
        open: line.open(),
        expected: row.window("expected_earliest", "expected_latest")?,
        stage: row.parsed("stage", Stage::parse)?,
        confirmed_at: row.time("confirmed_at")?,
        overdue_committed: overdue,
    };
    let news = SupplyNews {
        purchase_order: inbound.purchase_order.clone(),
        line: inbound.line,
        quantity,
        open: inbound.open,
        expected: inbound.expected,
        stage: inbound.stage,
        basis: row.optional_text("basis")?,
        reason: row.optional_text("reason")?,
        confirmed_at: inbound.confirmed_at,
        overdue: inbound.is_overdue(),
        milestones: Vec::new(),
        moves: Vec::new(),
    };
    Ok((
        row.parsed("sku", Sku::parse)?,
        Arriving {
            inbound,
            news,
            order_id: row.text("id")?,
            own_date: row.flag("own_date")?,
        },
    ))
}

/// Loads the snapshots of those of `skus` that exist, as of the version the caller has read or
/// locked.
pub(crate) async fn load<'a>(
    session: &mut Session,
    shop: &Arc<Shop>,
    skus: impl IntoIterator<Item = &'a Sku>,
    version: i64,
    as_of: Timestamp,
) -> Result<Vec<VariantSnapshot>, StoreError> {
    let keys = sku_keys(skus);
    let args = [Arg::Text(&keys), Arg::Text(shop.id.as_str())];
    let variants = session.all(&VARIANTS, &args).await?;
    let mut supplies = load_inbound(session, &shop.id, &args).await?;
    variants
        .iter()
        .map(|row| {
            let sku = row.parsed("sku", Sku::parse)?;
            let counters = Counters {
                on_hand: row.units("on_hand")?,
                allocated: row.units("allocated")?,
                queued: row.units("queued")?,
            };
            let policy: Option<Policy> = row.optional_json("policy")?;
            let (inbound, mut news): (Vec<_>, Vec<_>) = supplies
                .remove(&sku)
                .unwrap_or_default()
                .into_iter()
                .unzip();
            let policy = policy.unwrap_or(shop.rules.policy);
            let mut supply = VariantSupply::new(counters, inbound, policy);
            supply.off_sale = row.flag("off_sale")?;
            supply.release_on = row.optional_date("release_on")?;
            // As supply serves the line, so that the first news is of what comes first.
            news.sort_by_key(|one: &SupplyNews| {
                supply.inbound().iter().position(|other| {
                    (&other.purchase_order, other.line) == (&one.purchase_order, one.line)
                })
            });
            let handle = row.parsed("handle", Handle::parse)?;
            let record = OnTimeRecord {
                shipped: row.units("shipped")?,
                on_time: row.units("on_time")?,
            };
            Ok(VariantSnapshot {
                shop: Arc::clone(shop),
                sku,
                handle,
                version,
                as_of,
                supply,
                news: Arc::new(news),
                record,
            })
        })
        .collect()
}

async fn load_inbound(
    session: &mut Session,
    shop: &ShopId,
    args: &[Arg<'_>],
) -> Result<HashMap<Sku, Vec<(Inbound, SupplyNews)>>, StoreError> {
    let rows: Vec<(Sku, Arriving)> = session
        .all(&INBOUND, args)
        .await?
        .iter()
        .map(arriving)
        .collect::<Result<_, _>>()?;
    let mut supplies: HashMap<Sku, Vec<(Inbound, SupplyNews)>> = HashMap::new();
    if rows.is_empty() {
        return Ok(supplies);
    }
    let orders = json(
        &rows
            .iter()
            .map(|(_, one)| serde_json::json!({ "id": one.order_id }))
            .collect::<Vec<_>>(),
    );
    let mut milestones: HashMap<String, Vec<Milestone>> = HashMap::new();
    for row in session
        .all(&MILESTONES, &[Arg::Text(&orders), shop.as_str().into()])
        .await?
    {
        let milestone = Milestone {
            stage: row.parsed("stage", Stage::parse)?,
            at: row.time("at")?,
            note: row.optional_text("note")?,
        };
        let reached = milestones
            .entry(row.text("purchase_order_id")?)
            .or_default();
        // What is said without a note adds nothing to what is said of the same stage.
        if milestone.note.is_some() || reached.iter().all(|other| other.stage != milestone.stage) {
            reached.push(milestone);
        }
    }
    // One statement for all orders, however many variants were asked for.
    let moves = date_moves::of_orders(
        session,
        shop,
        rows.iter().map(|(_, one)| &one.inbound.purchase_order),
        MOVES_MAX,
    )
    .await?;
    for (sku, mut one) in rows {
        if let Some(moves) = moves.get(&one.inbound.purchase_order) {
            let line = (&sku, one.inbound.line);
            one.news.moves = of_line(moves, line, one.own_date);
            one.news.moves.truncate(MOVES_OF_ORDER_MAX);
        }
        one.news.milestones = milestones.get(&one.order_id).cloned().unwrap_or_default();
        supplies
            .entry(sku)
            .or_default()
            .push((one.inbound, one.news));
    }
    Ok(supplies)
}

/// The counters of a variant, as written at the end of a batch.
#[derive(Debug, serde::Serialize)]
pub(crate) struct CountersRow<'a> {
    pub(crate) shop: &'a ShopId,
    pub(crate) sku: &'a Sku,
    #[serde(flatten)]
    pub(crate) counters: Counters,
}

/// Counters that have changed, each a [`CountersRow`].
pub(crate) fn counters() -> Rows {
    Rows::of(&SAVE_COUNTERS)
}

/// Units that an overdue purchase order keeps for people in line.
#[derive(Debug, serde::Serialize)]
pub(crate) struct OverdueRow<'a> {
    pub(crate) shop: &'a ShopId,
    pub(crate) sku: &'a Sku,
    pub(crate) reference: &'a PurchaseOrderReference,
    pub(crate) line: u32,
    pub(crate) committed: u32,
}

impl<'a> OverdueRow<'a> {
    /// The row of a supply of a variant that keeps other units from now on.
    pub(crate) fn new(shop: &'a ShopId, sku: &'a Sku, change: &'a OverdueChange) -> Self {
        Self {
            shop,
            sku,
            reference: &change.purchase_order,
            line: change.line,
            committed: change.committed,
        }
    }
}

/// What overdue supply keeps, each an [`OverdueRow`].
pub(crate) fn overdue() -> Rows {
    Rows::of(&SAVE_OVERDUE)
}

/// SKUs whose supply has passed its latest date without being marked as overdue.
pub(crate) async fn past_due(
    session: &mut Session,
    shop: &ShopId,
    today: &str,
) -> Result<Vec<Sku>, StoreError> {
    let rows = session
        .all(&PAST_DUE, &[shop.as_str().into(), today.into()])
        .await?;
    rows.iter()
        .map(|row| row.parsed("sku", Sku::parse))
        .collect()
}

/// SKUs that lie here for people who wait for the day of their release, which has come.
pub(crate) async fn released(
    session: &mut Session,
    shop: &ShopId,
    today: Date,
) -> Result<Vec<Sku>, StoreError> {
    let today = today.to_string();
    let args = [shop.as_str().into(), today.as_str().into()];
    let rows = session.all(&RELEASED, &args).await?;
    rows.iter()
        .map(|row| row.parsed("sku", Sku::parse))
        .collect()
}

/// SKUs that somebody waits for.
pub(crate) async fn waited_for(
    session: &mut Session,
    shop: &ShopId,
) -> Result<Vec<Sku>, StoreError> {
    let rows = session.all(&WAITED_FOR, &[shop.as_str().into()]).await?;
    rows.iter()
        .map(|row| row.parsed("sku", Sku::parse))
        .collect()
}

/// What a variant's hand-overs were like.
#[derive(Debug, serde::Serialize)]
pub(crate) struct RecordRow<'a> {
    pub(crate) shop: &'a ShopId,
    pub(crate) sku: &'a Sku,
    #[serde(flatten)]
    pub(crate) record: OnTimeRecord,
}

/// Records of hand-overs, each a [`RecordRow`].
pub(crate) fn records() -> Rows {
    Rows::of(&SAVE_RECORD)
}

/// Units of a variant at one location, as written.
#[derive(Debug, serde::Serialize)]
pub(crate) struct StockRow<'a> {
    pub(crate) shop: &'a ShopId,
    pub(crate) sku: &'a Sku,
    pub(crate) location: &'a LocationCode,
    /// Units there.
    pub(crate) on_hand: u32,
    /// Of those, set apart for parcels that leave from there.
    pub(crate) reserved: u32,
}

/// Units of a variant at one location, as read.
#[derive(Debug, Clone)]
pub(crate) struct Shelf {
    pub(crate) location: LocationCode,
    /// Units there.
    pub(crate) on_hand: u32,
    /// Of those, set apart for parcels that leave from there.
    pub(crate) reserved: u32,
}

impl Shelf {
    /// A place at which there is nothing yet.
    pub(crate) fn empty(location: LocationCode) -> Self {
        Self {
            location,
            on_hand: 0,
            reserved: 0,
        }
    }

    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            location: row.parsed("location", LocationCode::parse)?,
            on_hand: row.units("on_hand")?,
            reserved: row.units("reserved")?,
        })
    }

    /// As it is written together with others.
    pub(crate) fn row<'a>(&'a self, shop: &'a ShopId, sku: &'a Sku) -> StockRow<'a> {
        StockRow {
            shop,
            sku,
            location: &self.location,
            on_hand: self.on_hand,
            reserved: self.reserved,
        }
    }

    /// As it is written.
    pub(crate) fn write(&self, shop: &ShopId, sku: &Sku) -> Write {
        let mut rows = stock();
        rows.push(&self.row(shop, sku));
        rows.write()
    }
}

/// Units on hand by location.
pub(crate) async fn stock_at(
    session: &mut Session,
    shop: &ShopId,
    sku: &Sku,
) -> Result<Vec<Shelf>, StoreError> {
    let rows = session
        .all(&STOCK_AT, &[shop.as_str().into(), sku.as_str().into()])
        .await?;
    rows.iter().map(Shelf::read).collect()
}

/// Units on hand of some variants, each by location.
pub(crate) async fn stock_of<'a>(
    session: &mut Session,
    shop: &ShopId,
    skus: impl IntoIterator<Item = &'a Sku>,
) -> Result<BTreeMap<Sku, Vec<Shelf>>, StoreError> {
    let keys = sku_keys(skus);
    let rows = session
        .all(&STOCK_OF, &[Arg::Text(&keys), shop.as_str().into()])
        .await?;
    let mut shelves: BTreeMap<Sku, Vec<Shelf>> = BTreeMap::new();
    for row in &rows {
        let of_sku = shelves.entry(row.parsed("sku", Sku::parse)?).or_default();
        of_sku.push(Shelf::read(row)?);
    }
    Ok(shelves)
}

/// Units at locations, each a [`StockRow`].
pub(crate) fn stock() -> Rows {
    Rows::of(&SAVE_STOCK)
}

/// Adds a location unless it is there.
pub(crate) async fn save_location(
    session: &mut Session,
    shop: &ShopId,
    location: &LocationCode,
    at: i64,
) -> Result<(), StoreError> {
    session
        .run(
            &SAVE_LOCATION,
            &[shop.as_str().into(), location.as_str().into(), at.into()],
        )
        .await
        .map(|_| ())
}
