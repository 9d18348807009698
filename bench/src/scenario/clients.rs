//! Placing orders as real clients send them: each with an `Idempotency-Key` of its own, by one
//! client and by many, on both databases.

use super::{OpenShop, Plan};
use crate::client::Connection;
use crate::load::{CONNECTIONS, Figures, Load, Requests, Target, measure as measure_load};
use crate::postgres::{Cluster, required};
use crate::report::{Report, Table, grouped, millis};
use crate::ruler::Ruler;
use crate::scenario::placement::{Keys, PRODUCTS, UNITS_EACH, VARIANTS, orders};
use anyhow::Result;

/// How many clients ask at once.
const CLIENTS: [u32; 4] = [1, 8, 32, CONNECTIONS];

pub(super) async fn measure(plan: &Plan, report: &mut Report) -> Result<()> {
    let mut table = Table::new(
        "Orders a second and the p99, as real clients send them; the percentage is of the ruler with 64 clients",
        &[
            "database",
            "SKUs",
            "key",
            "1 client",
            "8",
            "32",
            "64",
            "of the ruler",
            "CPU of the server an order, 1 and 64",
        ],
    );
    let databases = [("SQLite", false), ("PostgreSQL", true)];
    for (database, is_postgres) in databases {
        for skus in [1, PRODUCTS * VARIANTS] {
            for keys in [Keys::None, Keys::Random] {
                let cluster = if is_postgres {
                    Some(required(Cluster::start()?)?)
                } else {
                    None
                };
                let url = cluster.as_ref().map(Cluster::url);
                let cells = row(plan, url.as_deref(), skus, keys).await?;
                let named = [database, if skus == 1 { "1" } else { "1 000" }, keys.word()];
                eprintln!("    {} {}", named.join(", "), cells.join(" | "));
                table.row(named.into_iter().map(str::to_owned).chain(cells));
            }
        }
    }
    report.table(table);
    Ok(())
}

/// The figures of one database, one choice of SKUs and of keys.
async fn row(plan: &Plan, postgres: Option<&str>, skus: u32, keys: Keys) -> Result<Vec<String>> {
    let shop = OpenShop::new(plan, postgres, PRODUCTS, VARIANTS, UNITS_EACH).await?;
    let orders = orders(shop.api("/orders"), skus, keys);
    let mut figures = Vec::new();
    for clients in CLIENTS {
        figures.push(measure_load(plan, shop.target(), load(clients, &orders)).await?);
    }
    let ruler = ruler(&shop, &orders).await?;
    let target = Target {
        address: ruler.address,
        process: ruler.process.id(),
    };
    let most = measure_load(plan, target, load(CONNECTIONS, &orders)).await?;
    let cell =
        |figures: &Figures| format!("{}, {}", grouped(figures.per_second), millis(figures.p99));
    let of = |index: usize| &figures[index];
    let last = of(CLIENTS.len() - 1);
    let mut cells: Vec<String> = figures.iter().map(cell).collect();
    cells.push(format!(
        "{:.1} %",
        100.0 * last.per_second / most.per_second
    ));
    cells.push(format!("{:.0} and {:.0} µs", of(0).cpu_us, last.cpu_us));
    Ok(cells)
}

fn load(clients: u32, orders: &Requests) -> Load<'_> {
    Load {
        clients,
        status: 201,
        requests: orders,
    }
}

async fn ruler(shop: &OpenShop, orders: &Requests) -> Result<Ruler> {
    let mut first = Vec::new();
    orders(&mut first);
    let reply = Connection::open(shop.server.address)
        .await?
        .fetch(&first)
        .await?
        .expect(201, "an order")?;
    Ruler::start(&first, &reply).await
}
