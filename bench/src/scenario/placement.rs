//! Placing orders: one line of one unit each, all of them backorders, without `Idempotency-Key`.
//! Only `201` counts.

use super::{OpenShop, Plan};
use crate::client::{Connection, request};
use crate::load::{Requests, Target, compare};
use crate::merchant::sku;
use crate::report::{Report, Row, millis};
use crate::ruler::Ruler;
use anyhow::Result;
use serde_json::json;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Variants of a product.
const VARIANTS: u32 = 5;
/// Products of the shop.
const PRODUCTS: u32 = 200;
/// Units on their way for each SKU: more than can be sold.
const UNITS_EACH: u32 = 1_000_000;

pub(super) async fn measure(plan: &Plan, report: &mut Report) -> Result<()> {
    place(plan, None, 1, "orders, one hot SKU", report).await?;
    place(
        plan,
        None,
        PRODUCTS * VARIANTS,
        "orders, 1 000 SKUs",
        report,
    )
    .await?;
    if let Some(url) = plan.postgres.as_deref() {
        place(
            plan,
            Some(url),
            1,
            "orders, one hot SKU, PostgreSQL",
            report,
        )
        .await?;
    }
    Ok(())
}

async fn place(
    plan: &Plan,
    postgres: Option<&str>,
    skus: u32,
    what: &str,
    report: &mut Report,
) -> Result<()> {
    let shop = OpenShop::new(plan, postgres, PRODUCTS, VARIANTS, UNITS_EACH).await?;
    let orders = orders(shop.api("/orders"), skus);
    let mut first = Vec::new();
    orders(&mut first);
    let reply = Connection::open(shop.server.address)
        .await?
        .fetch(&first)
        .await?
        .expect(201, "an order")?;
    let ruler = Ruler::start(&first, &reply).await?;
    let ruler_target = Target {
        address: ruler.address,
        process: ruler.process.id(),
    };
    let comparison = compare(plan, shop.target(), ruler_target, 201, &orders).await?;
    let (mut ratio, mut slowest) = (
        Row::ratio(what, &comparison),
        Row::time(&format!("{what}: p99"), comparison.dockline.p99),
    );
    if postgres.is_none() {
        (ratio, slowest) = (ratio.at_least(20.0), slowest.below(50.0));
    }
    report.comparison(ratio, &comparison);
    report.row(slowest);
    if comparison.background > Duration::from_secs(1) {
        report.note(format!(
            "{what}: after a round the server went on working for {}.",
            millis(comparison.background)
        ));
    }
    Ok(())
}

/// Orders of one unit, each by another person, that go through the SKUs in turn.
pub(super) fn orders(path: String, skus: u32) -> Requests {
    let placed = AtomicU64::new(0);
    Arc::new(move |into| {
        let number = placed.fetch_add(1, Ordering::Relaxed);
        let order = json!({
            "email": format!("shopper-{number:08}@example.com"),
            "name": "Robin Example",
            "locale": "en",
            "lines": [{ "sku": sku(u32::try_from(number % u64::from(skus)).unwrap_or(0)), "quantity": 1 }],
            "ship": "as_available",
            "needed_by": null,
        });
        into.extend(request(
            "POST",
            &path,
            &[("Content-Type", "application/json")],
            order.to_string().as_bytes(),
        ));
    })
}
