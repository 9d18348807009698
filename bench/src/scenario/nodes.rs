//! Several nodes on one PostgreSQL: how soon one shows what another has written, what many idle
//! shops cost, a slip while two nodes sell, and orders by one node and by three.

use super::dock::{LINE, SUPPLY, fill};
use super::placement::{Keys, orders};
use super::{OpenShop, Plan};
use crate::client::{Connection, request};
use crate::load::{CONNECTIONS, Figures, Load, Requests, Target, measure as measure_load};
use crate::load::{percentile, settle};
use crate::merchant::{Merchant, sku};
use crate::postgres::{Cluster, required};
use crate::process::cpu_time;
use crate::report::{Report, Row, Table, Unit, grouped, millis};
use crate::server::Server;
use anyhow::{Context as _, Result, bail};
use futures::future::try_join_all;
use serde_json::Value;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

/// Shops in which nothing happens, beside the one that is measured.
const IDLE_SHOPS: u32 = 999;
/// How long nothing happens.
const IDLE: Duration = Duration::from_secs(10);
/// How long a node reads what it has not seen yet of as many shops before it counts as idle.
const READ_BEFORE: Duration = Duration::from_secs(30);
/// Orders of which each is waited for on another node.
const ORDERS: u32 = 300;
/// Clients that order from each node while a date moves.
const CLIENTS: u32 = 8;
/// How long the last in line may wait for a word.
const TOLD_TIMEOUT: Duration = Duration::from_mins(5);
/// Shops that sell at once.
const SHOPS: usize = 12;

pub(super) async fn measure(plan: &Plan, report: &mut Report) -> Result<()> {
    many_shops(plan, report).await?;
    slips(plan, report).await?;
    placements(plan, report).await
}

fn target(server: &Server) -> Target {
    Target {
        address: server.address,
        process: server.process.id(),
    }
}

/// One node writes, the other shows it, and a thousand shops are there.
async fn many_shops(plan: &Plan, report: &mut Report) -> Result<()> {
    let cluster = required(Cluster::start()?)?;
    let shop = OpenShop::new(plan, Some(&cluster.url()), 1, 1, SUPPLY).await?;
    cluster.query(&format!(
        "insert into shops (id, slug, profile, rules, seq, day, rehearsal, clock_ahead, created_at)
            select id || 'x' || n, 'idle-' || n, profile, rules, 0, day, rehearsal, clock_ahead, created_at
            from shops cross join generate_series(1, {IDLE_SHOPS}) as n"
    ))?;
    let other = shop.installation.serve().await?;
    settle(shop.target()).await?;
    settle(target(&other)).await?;
    tokio::time::sleep(READ_BEFORE).await;

    let transactions =
        "select xact_commit + xact_rollback from pg_stat_database where datname = 'postgres'";
    let count = || anyhow::Ok(cluster.query(transactions)?.trim().parse::<f64>()?);
    let (before, cpu_before) = (count()?, cpu_time(other.process.id())?);
    tokio::time::sleep(IDLE).await;
    let used = cpu_time(other.process.id())?.saturating_sub(cpu_before);
    // Two nodes asked.
    let a_node = (count()? - before) / IDLE.as_secs_f64() / 2.0;
    let what = "1 000 idle shops on PostgreSQL: transactions of a node";
    report.row(Row::figure(what, a_node, Unit::PerSecond).below(20.0));
    report.note(format!(
        "1 000 idle shops: a node uses {:.1} % of a core.",
        100.0 * used.as_secs_f64() / IDLE.as_secs_f64()
    ));

    let times_us = propagation(&shop, &other).await?;
    report.row(
        Row::time(
            "an order is on an open stream of another node, 1 000 shops: p99",
            percentile(&times_us, 99),
        )
        .below(250.0),
    );
    report.note(format!(
        "To another node: half within {}, the slowest of {ORDERS} after {}, counted from the answer.",
        millis(percentile(&times_us, 50)),
        millis(percentile(&times_us, 100))
    ));
    Ok(())
}

/// How long after its answer each order is on a stream of the other node, sorted.
async fn propagation(shop: &OpenShop, other: &Server) -> Result<Vec<u32>> {
    let orders = orders(shop.api("/orders"), 1, Keys::None);
    let mut buyer = Connection::open(shop.server.address).await?;
    let mut stream = Connection::open(other.address).await?;
    let live = request(
        "GET",
        &shop.api(&format!("/live?sku={}", sku(0))),
        &[("Accept", "text/event-stream")],
        &[],
    );
    stream.send(&live).await?;
    let mut shown = frames(&mut stream, 0).await?;
    let (mut times_us, mut order) = (Vec::new(), Vec::new());
    for _ in 0..ORDERS {
        order.clear();
        orders(&mut order);
        buyer.fetch(&order).await?.expect(201, "an order")?;
        let answered = Instant::now();
        shown = frames(&mut stream, shown).await?;
        times_us.push(u32::try_from(answered.elapsed().as_micros())?);
        // Streams send a SKU that sells fast less often than it sells.
        tokio::time::sleep(Duration::from_millis(120)).await;
    }
    times_us.sort_unstable();
    Ok(times_us)
}

/// Waits until a stream has shown more than so many frames, and answers how many it has.
async fn frames(stream: &mut Connection, shown: usize) -> Result<usize> {
    loop {
        let frames = stream
            .received()
            .windows(4)
            .filter(|bytes| bytes == b"\nid:")
            .count();
        if frames > shown {
            return Ok(frames);
        }
        let more = tokio::time::timeout(TOLD_TIMEOUT, stream.read_more()).await;
        more.context("the stream is silent")??;
    }
}

/// A date moves for a long line while one node sells, and while two do.
async fn slips(plan: &Plan, report: &mut Report) -> Result<()> {
    let cluster = required(Cluster::start()?)?;
    let shop = OpenShop::new(plan, Some(&cluster.url()), 1, 1, SUPPLY).await?;
    let line = if plan.rounds == 1 { LINE / 10 } else { LINE };
    let tokens = fill(&shop, line).await?;
    let last = tokens.last().context("an order has a link")?;
    settle(shop.target()).await?;
    let one = slip(&shop, &[&shop.server], last, 1).await?;
    let other = shop.installation.serve().await?;
    settle(shop.target()).await?;
    let two = slip(&shop, &[&shop.server, &other], last, 2).await?;
    let what = |nodes| format!("slip, {line} in line, {nodes} selling: the last was told");
    report.row(Row::time(&what("one node"), one));
    let most_ms = (5e3 * one.as_secs_f64()).min(30_000.0);
    report.row(Row::time(&what("two nodes"), two).below(most_ms));
    Ok(())
}

/// How long after a slip the last in line is told of it: by their `number`-th promise but one.
async fn slip(shop: &OpenShop, sell: &[&Server], last: &str, number: usize) -> Result<Duration> {
    let stop = Arc::new(AtomicBool::new(false));
    let orders = orders(shop.api("/orders"), 1, Keys::None);
    let mut clients = JoinSet::new();
    for server in sell {
        for _ in 0..CLIENTS {
            let (orders, stop) = (Arc::clone(&orders), Arc::clone(&stop));
            let mut connection = Connection::open(server.address).await?;
            clients.spawn(async move {
                let mut order = Vec::new();
                while !stop.load(Ordering::Relaxed) {
                    order.clear();
                    orders(&mut order);
                    let reply = connection.fetch(&order).await?;
                    reply.expect(201, "an order meanwhile")?;
                }
                anyhow::Ok(())
            });
        }
    }
    let mut merchant = shop.merchant().await?;
    tokio::time::sleep(Duration::from_secs(1)).await;
    let begun = Instant::now();
    merchant.postpone(20 + 20 * i64::try_from(number)?).await?;
    told(shop, last, number, begun).await?;
    let took = begun.elapsed();
    stop.store(true, Ordering::Relaxed);
    while let Some(client) = clients.join_next().await {
        client??;
    }
    Ok(took)
}

async fn told(shop: &OpenShop, last: &str, number: usize, begun: Instant) -> Result<()> {
    let mut connection = Connection::open(shop.server.address).await?;
    let question = request("GET", &format!("/api/v1/orders/{last}"), &[], &[]);
    loop {
        let reply = connection.fetch(&question).await?;
        let order: Value = serde_json::from_slice(&reply.expect(200, "the last in line")?.body)?;
        let promises = order["lines"][0]["backorders"][0]["promises"].as_array();
        if promises.is_some_and(|told| told.len() > number) {
            return Ok(());
        }
        if begun.elapsed() > TOLD_TIMEOUT {
            bail!("the last in line was not told of the new date within {TOLD_TIMEOUT:?}");
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Orders of twelve shops, by one node and by three.
async fn placements(plan: &Plan, report: &mut Report) -> Result<()> {
    let mut table = Table::new(
        "Orders a second on PostgreSQL with fsync, one hot SKU in each of twelve shops, asked for by 64 clients in all",
        &[
            "nodes",
            "each takes orders of",
            "orders",
            "slowest p99",
            "of one node",
        ],
    );
    let cluster = required(Cluster::start()?)?;
    let mut shop = OpenShop::new(plan, Some(&cluster.url()), 1, 1, SUPPLY).await?;
    let mut each = vec![orders(shop.api("/orders"), 1, Keys::None)];
    for number in 1..SHOPS {
        shop.installation.open_another(&format!("bench-{number}"))?;
        let mut merchant = Merchant::connect(&shop.installation, &shop.server).await?;
        merchant.catalogue(1, 1).await?;
        merchant.supply(1, SUPPLY).await?;
        let path = format!("/api/v1/shops/bench-{number}/orders");
        each.push(orders(path, 1, Keys::None));
    }
    let of = |shops: Vec<Requests>| -> Requests {
        let turn = AtomicUsize::new(0);
        Arc::new(move |into| shops[turn.fetch_add(1, Ordering::Relaxed) % shops.len()](into))
    };
    let any = of(each.clone());
    let alone = by_nodes(plan, &[(shop.target(), any.clone())]).await?;
    let others = [
        shop.installation.serve().await?,
        shop.installation.serve().await?,
    ];
    let nodes = [shop.target(), target(&others[0]), target(&others[1])];
    let all = nodes.map(|node| (node, any.clone()));
    let together = by_nodes(plan, &all).await?;
    let own = |number: usize| of(each.iter().skip(number).step_by(3).cloned().collect());
    let sticky = [0, 1, 2].map(|number| (nodes[number], own(number)));
    let sticky = by_nodes(plan, &sticky).await?;
    for (nodes, who, (per_second, p99)) in [
        ("1", "every shop", alone),
        ("3", "every shop", together),
        ("3", "a third of the shops", sticky),
    ] {
        table.row([
            nodes.to_owned(),
            who.to_owned(),
            grouped(per_second),
            millis(p99),
            format!("{:.0} %", 100.0 * per_second / alone.0),
        ]);
    }
    report.table(table);
    Ok(())
}

/// How many orders a second some nodes take together, and the slowest p99 of them.
async fn by_nodes(plan: &Plan, nodes: &[(Target, Requests)]) -> Result<(f64, Duration)> {
    let clients = CONNECTIONS / u32::try_from(nodes.len())?;
    let measured = nodes.iter().map(|(node, requests)| {
        let load = Load {
            clients,
            status: 201,
            requests,
        };
        measure_load(plan, *node, load)
    });
    let figures: Vec<Figures> = try_join_all(measured).await?;
    let p99 = figures.iter().map(|node| node.p99).max();
    Ok((
        figures.iter().map(|node| node.per_second).sum(),
        p99.unwrap_or_default(),
    ))
}
