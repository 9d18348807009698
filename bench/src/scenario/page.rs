//! The product page: as browsers ask for it, while the product sells, and for a quantity.

use super::placement::{Keys, orders};
use super::{OpenShop, Plan};
use crate::client::Connection;
use crate::load::Requests;
use crate::merchant::{handle, sku};
use crate::report::{Report, Row};
use anyhow::Result;
use std::net::SocketAddr;
use std::time::Duration;

/// Time between two orders of a product that sells.
const ORDER_EVERY: Duration = Duration::from_millis(50);

pub(super) async fn measure(plan: &Plan, report: &mut Report) -> Result<()> {
    let shop = OpenShop::small(plan).await?;
    shop.merchant().await?.stock(&sku(0), 2).await?;
    let brotli = [("Accept-Encoding", "br")];
    let path = shop.page(&format!("/p/{}", handle(0)));
    let quiet = shop.compare_get(plan, &path, &brotli).await?;
    report.comparison(
        Row::ratio("product page, `Accept-Encoding: br`", &quiet).at_least(40.0),
        &quiet,
    );

    // Orders are placed in the rounds of the ruler too, so they cost both the same.
    let sale = tokio::spawn(sell(
        shop.server.address,
        orders(shop.api("/orders"), 1, Keys::None),
    ));
    let selling = shop.compare_get(plan, &path, &brotli).await?;
    report.comparison(
        Row::ratio("product page, while 20 orders a second change it", &selling).at_least(40.0),
        &selling,
    );
    if sale.is_finished() {
        sale.await??;
    } else {
        sale.abort();
    }

    let quantity = shop
        .compare_get(
            plan,
            &format!("{path}?variant={}&quantity=2", sku(0)),
            &brotli,
        )
        .await?;
    report.comparison(
        Row::ratio("product page, `?quantity=2`", &quantity).at_least(40.0),
        &quantity,
    );
    Ok(())
}

/// Orders the product again and again.
async fn sell(server: SocketAddr, orders: Requests) -> Result<()> {
    let mut connection = Connection::open(server).await?;
    let mut every = tokio::time::interval(ORDER_EVERY);
    loop {
        every.tick().await;
        let mut order = Vec::new();
        orders(&mut order);
        connection.fetch(&order).await?.expect(201, "an order")?;
    }
}
