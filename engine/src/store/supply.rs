//! Purchase orders as people look for them: the next ones first, those whose date has passed, those
//! that hold what was typed or scanned.

use super::purchase_orders::{order, with_lines};
use super::statement::statements;
use super::{Arg, Session, StoreError};
use crate::fold;
use dockline_domain::id::{LocationCode, ShopId, Sku};
use dockline_view::PurchaseOrder;

statements! {
    /// Dated orders come before undated ones.
    SOONEST = "select id, reference, supplier, expected_earliest, expected_latest, stage, basis, reason, confirmed_at, confirmed_by, created_at,
            version
        from purchase_orders
        where shop_id = $1 and stage in {open stages} and (coalesce(expected_latest, '9999-12-31'), id) > ($2, $3)
        order by coalesce(expected_latest, '9999-12-31'), id limit $4";
    OVERDUE = "select id, reference, supplier, expected_earliest, expected_latest, stage, basis, reason, confirmed_at, confirmed_by, created_at,
            version
        from purchase_orders o
        where shop_id = $1 and stage in {open stages} and (coalesce(expected_latest, '9999-12-31'), id) > ($2, $3)
            and exists (select 1 from purchase_order_lines l where l.shop_id = $1 and l.purchase_order_id = o.id
                and l.overdue_committed is not null and {open})
        order by coalesce(expected_latest, '9999-12-31'), id limit $4";
    NEWEST = "select id, reference, supplier, expected_earliest, expected_latest, stage, basis, reason, confirmed_at, confirmed_by, created_at,
            version
        from purchase_orders where shop_id = $1 and ($2 = '' or id < $2) order by id desc limit $3";
    /// What orders are called that are not ended, the next ones first.
    NAMES = "select id, reference, supplier from purchase_orders where shop_id = $1 and stage in {open stages}
        order by coalesce(expected_latest, '9999-12-31'), id limit $2";
    /// Some orders, or those that hold variants of which units are open.
    MATCHING = "select id, reference, supplier, expected_earliest, expected_latest, stage, basis, reason, confirmed_at, confirmed_by, created_at,
            version
        from purchase_orders o
        where shop_id = $2 and stage in {open stages}
            and (id in (select r.value ->> 'id' from {rows})
                or exists (select 1 from purchase_order_lines l
                    where l.shop_id = $2 and l.purchase_order_id = o.id and {open}
                        and l.sku in (select r.value ->> 'sku' from {rows})))
        order by coalesce(expected_latest, '9999-12-31'), id limit $3";
    HOLDING = "select id, reference, supplier, expected_earliest, expected_latest, stage, basis, reason, confirmed_at, confirmed_by, created_at,
            version
        from purchase_orders o
        where shop_id = $1 and stage in {open stages}
            and exists (select 1 from purchase_order_lines l where l.shop_id = $1 and l.purchase_order_id = o.id and l.sku = $2
                and {open})
        order by coalesce(expected_latest, '9999-12-31'), id limit $3";
    LOCATIONS = "select code from locations where shop_id = $1 order by code limit $2";
}

/// Where a page of orders by date begins: after this latest date and id.
pub(crate) type Behind<'a> = (&'a str, &'a str);

/// Most orders whose names are looked through.
const NAMES_MAX: i64 = 10_000;

/// The date that stands for "no date" in that sequence.
pub(crate) const UNDATED: &str = "9999-12-31";

/// Orders that are not ended, the next ones first; with `overdue` only those whose date has passed.
pub(crate) async fn soonest(
    session: &mut Session,
    shop: &ShopId,
    behind: Behind<'_>,
    overdue: bool,
    limit: i64,
) -> Result<Vec<PurchaseOrder>, StoreError> {
    let args = [
        shop.as_str().into(),
        behind.0.into(),
        behind.1.into(),
        limit.into(),
    ];
    let rows = session
        .all(if overdue { &OVERDUE } else { &SOONEST }, &args)
        .await?;
    let orders = rows.iter().map(order).collect::<Result<_, _>>()?;
    with_lines(session, shop, orders).await
}

/// All orders, the ones entered last first, before the id `before`; an empty one is the beginning.
pub(crate) async fn newest(
    session: &mut Session,
    shop: &ShopId,
    before: &str,
    limit: i64,
) -> Result<Vec<PurchaseOrder>, StoreError> {
    let rows = session
        .all(
            &NEWEST,
            &[shop.as_str().into(), before.into(), limit.into()],
        )
        .await?;
    let orders = rows.iter().map(order).collect::<Result<_, _>>()?;
    with_lines(session, shop, orders).await
}

/// Orders that are not ended and have something to do with a text, or with variants that it means.
pub(crate) async fn matching(
    session: &mut Session,
    shop: &ShopId,
    (text, skus): (&str, &[Sku]),
    limit: i64,
) -> Result<Vec<PurchaseOrder>, StoreError> {
    // Databases fold letters each in their own way, and a shop has few orders that are open.
    let wanted = fold::text(text);
    let is_called = |name: &str| fold::text(name).contains(&wanted);
    let args = [shop.as_str().into(), NAMES_MAX.into()];
    let mut any = Vec::new();
    for row in session.all(&NAMES, &args).await? {
        if is_called(&row.text("reference")?) || is_called(&row.text("supplier")?) {
            any.push(serde_json::json!({ "id": row.text("id")? }));
        }
    }
    any.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    any.extend(skus.iter().map(|sku| serde_json::json!({ "sku": sku })));
    let any = super::json::json(&any);
    let args = [Arg::Text(&any), shop.as_str().into(), limit.into()];
    let rows = session.all(&MATCHING, &args).await?;
    let orders = rows.iter().map(order).collect::<Result<_, _>>()?;
    with_lines(session, shop, orders).await
}

/// Orders of which units of a SKU are open.
pub(crate) async fn holding(
    session: &mut Session,
    shop: &ShopId,
    sku: &str,
    limit: i64,
) -> Result<Vec<PurchaseOrder>, StoreError> {
    let Ok(sku) = Sku::parse(sku) else {
        return Ok(Vec::new());
    };
    let rows = session
        .all(
            &HOLDING,
            &[shop.as_str().into(), sku.as_str().into(), limit.into()],
        )
        .await?;
    let orders = rows.iter().map(order).collect::<Result<_, _>>()?;
    with_lines(session, shop, orders).await
}

/// The warehouses, by code.
pub(crate) async fn locations(
    session: &mut Session,
    shop: &ShopId,
    limit: i64,
) -> Result<Vec<LocationCode>, StoreError> {
    let rows = session
        .all(&LOCATIONS, &[shop.as_str().into(), limit.into()])
        .await?;
    rows.iter()
        .map(|row| row.parsed("code", LocationCode::parse))
        .collect()
}
