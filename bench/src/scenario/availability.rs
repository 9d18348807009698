//! The availability of a SKU that is partly in stock and partly on its way: for one unit, as most
//! ask, and for more than the stock has.

use super::{OpenShop, Plan};
use crate::merchant::sku;
use crate::report::{Report, Row};
use anyhow::Result;

pub(super) async fn measure(plan: &Plan, report: &mut Report) -> Result<()> {
    let shop = OpenShop::small(plan).await?;
    shop.merchant().await?.stock(&sku(0), 2).await?;
    for (query, what) in [
        ("", "availability JSON"),
        (
            "?quantity=5",
            "availability JSON, `?quantity=5`: 2 from stock, 3 inbound",
        ),
    ] {
        let path = shop.api(&format!("/availability/{}{query}", sku(0)));
        let compared = shop.compare_get(plan, &path, &[]).await?;
        report.comparison(Row::ratio(what, &compared).at_least(70.0), &compared);
    }
    Ok(())
}
