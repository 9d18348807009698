//! From the start of the process to its first answers, with 10 000 SKUs in the database, and its
//! memory when nobody asks.

use super::{OpenShop, Plan};
use crate::load::{Target, median, settle};
use crate::merchant::sku;
use crate::process::resident_bytes;
use crate::report::{Report, Row, Unit};
use anyhow::Result;

const PRODUCTS: u32 = 2_000;
const VARIANTS: u32 = 5;
const UNITS_EACH: u32 = 1_000;

pub(super) async fn measure(plan: &Plan, report: &mut Report) -> Result<()> {
    let shop = OpenShop::new(plan, None, PRODUCTS, VARIANTS, UNITS_EACH).await?;
    let path = shop.api(&format!("/availability/{}", sku(PRODUCTS * VARIANTS / 2)));
    let OpenShop {
        server,
        installation,
    } = shop;
    server.process.stop()?;
    let (mut healthy_ms, mut answering_ms, mut resident_mb) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..plan.rounds {
        let mut server = installation.spawn()?;
        healthy_ms.push(1e3 * server.first_answer("/healthz").await?.as_secs_f64());
        answering_ms.push(1e3 * server.first_answer(&path).await?.as_secs_f64());
        settle(Target {
            address: server.address,
            process: server.process.id(),
        })
        .await?;
        resident_mb.push(f64::from(u32::try_from(resident_bytes(server.process.id())?)?) / 1e6);
        server.process.stop()?;
    }
    report.row(Row::figure(
        "start to `/healthz`, 10 000 SKUs",
        median(healthy_ms),
        Unit::Milliseconds,
    ));
    report.row(
        Row::figure(
            "start to the first availability",
            median(answering_ms),
            Unit::Milliseconds,
        )
        .below(300.0),
    );
    report.row(Row::figure("memory at rest", median(resident_mb), Unit::Megabytes).below(64.0));
    Ok(())
}
