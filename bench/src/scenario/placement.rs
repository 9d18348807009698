//! Placing orders: one line of one unit each, all of them backorders, without `Idempotency-Key`
//! ([`super::clients`] sends one). Only `201` counts.

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
pub(super) const VARIANTS: u32 = 5;
/// Products of the shop.
pub(super) const PRODUCTS: u32 = 200;
/// Units on their way for each SKU: more than can be sold.
pub(super) const UNITS_EACH: u32 = 1_000_000;

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
    let orders = orders(shop.api("/orders"), skus, Keys::None);
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

/// What stands in `Idempotency-Key`.
#[derive(Clone, Copy)]
pub(super) enum Keys {
    /// Nothing.
    None,
    /// 128 bits without an order, as a random UUID has them.
    Random,
}

impl Keys {
    /// How a table calls it.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::None => "no",
            Self::Random => "yes",
        }
    }

    fn of(self, number: u64) -> Option<String> {
        match self {
            Self::None => None,
            Self::Random => Some(format!(
                "{:016x}{:016x}",
                scattered(number),
                scattered(!number)
            )),
        }
    }
}

/// Another number for each number, without an order (the mixing function of SplitMix64).
fn scattered(number: u64) -> u64 {
    let mut mixed = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

/// Orders of one unit, each by another person, that go through the SKUs in turn.
pub(super) fn orders(path: String, skus: u32, keys: Keys) -> Requests {
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
        let key = keys.of(number);
        let mut headers = vec![("Content-Type", "application/json")];
        headers.extend(key.as_deref().map(|key| ("Idempotency-Key", key)));
        into.extend(request(
            "POST",
            &path,
            &headers,
            order.to_string().as_bytes(),
        ));
    })
}
