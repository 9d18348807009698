//! A long line: goods arrive for the first of it while the shop goes on selling, and a date moves
//! for all of it.

use super::placement::{Keys, orders};
use super::{OpenShop, Plan};
use crate::client::{Connection, request};
use crate::load::{CONNECTIONS, percentile, settle};
use crate::report::{Report, Row, millis};
use anyhow::{Context as _, Result, bail};
use serde_json::Value;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

/// People in line, one unit each.
pub(super) const LINE: u32 = 100_000;
/// Units that arrive.
const ARRIVE: u32 = 10_000;
/// Units on their way: more than are sold.
pub(super) const SUPPLY: u32 = 1_000_000;
/// Clients that order while goods arrive.
const CLIENTS: u32 = 16;
/// How often a place in line is looked up.
const LOOK_UPS: u32 = 500;
/// How long to wait until the last in line was told of a new date.
const TOLD_TIMEOUT: Duration = Duration::from_mins(2);

pub(super) async fn measure(plan: &Plan, report: &mut Report) -> Result<()> {
    let shop = OpenShop::new(plan, None, 1, 1, SUPPLY).await?;
    let line = if plan.rounds == 1 { LINE / 10 } else { LINE };
    let tokens = fill(&shop, line).await?;
    let last = tokens.last().context("an order has a link")?.clone();
    settle(shop.target()).await?;
    look_up(&shop, &tokens, report).await?;
    receive(&shop, line, report).await?;
    settle(shop.target()).await?;
    slip(&shop, line, &last, report).await
}

/// Places orders of one unit each until the line is so long, and answers the links of some, in the
/// sequence of their places.
pub(super) async fn fill(shop: &OpenShop, line: u32) -> Result<Vec<String>> {
    let orders = orders(shop.api("/orders"), 1, Keys::None);
    let left = Arc::new(AtomicU32::new(line));
    let mut clients = JoinSet::new();
    for _ in 0..CONNECTIONS {
        let (orders, left) = (Arc::clone(&orders), Arc::clone(&left));
        let mut connection = Connection::open(shop.server.address).await?;
        clients.spawn(async move {
            let mut tokens = Vec::new();
            let mut request = Vec::new();
            while left
                .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| {
                    left.checked_sub(1)
                })
                .is_ok()
            {
                request.clear();
                orders(&mut request);
                let reply = connection.fetch(&request).await?.expect(201, "an order")?;
                tokens.push(placed(&reply.body)?);
            }
            anyhow::Ok(tokens)
        });
    }
    let mut placed = Vec::new();
    while let Some(client) = clients.join_next().await {
        placed.append(&mut client??);
    }
    placed.sort_unstable();
    Ok(placed.into_iter().map(|(_, token)| token).collect())
}

/// The place and the link of a placed order.
fn placed(body: &[u8]) -> Result<(u64, String)> {
    let order: Value = serde_json::from_slice(body)?;
    let position = order["lines"][0]["position"]
        .as_u64()
        .context("an order that waits has a place")?;
    Ok((
        position,
        order["token"]
            .as_str()
            .context("an order has a link")?
            .to_owned(),
    ))
}

/// Looks up places all over the line.
async fn look_up(shop: &OpenShop, tokens: &[String], report: &mut Report) -> Result<()> {
    let mut connection = Connection::open(shop.server.address).await?;
    let question = |token: &str| request("GET", &format!("/api/v1/orders/{token}"), &[], &[]);
    // The line is read into memory by the first who asks.
    let first = Instant::now();
    connection
        .fetch(&question(&tokens[0]))
        .await?
        .expect(200, "an order")?;
    let first = first.elapsed();
    let mut times_us = Vec::new();
    for number in 0..LOOK_UPS {
        let token = &tokens[usize::try_from(number)? * tokens.len() / usize::try_from(LOOK_UPS)?];
        let asked = Instant::now();
        connection
            .fetch(&question(token))
            .await?
            .expect(200, "an order")?;
        times_us.push(u32::try_from(asked.elapsed().as_micros())?);
    }
    times_us.sort_unstable();
    report.row(Row::time(
        &format!("an order with its place in a line of {}", tokens.len()),
        percentile(&times_us, 50),
    ));
    report.note(format!(
        "Place in line: p99 {}, the first look {}.",
        millis(percentile(&times_us, 99)),
        millis(first)
    ));
    Ok(())
}

/// Goods arrive for the first in line while others order.
async fn receive(shop: &OpenShop, line: u32, report: &mut Report) -> Result<()> {
    let arrive = ARRIVE.min(line / 2);
    let stop = Arc::new(AtomicBool::new(false));
    let orders = orders(shop.api("/orders"), 1, Keys::None);
    let mut clients = JoinSet::new();
    for _ in 0..CLIENTS {
        let (orders, stop) = (Arc::clone(&orders), Arc::clone(&stop));
        let mut connection = Connection::open(shop.server.address).await?;
        clients.spawn(async move {
            let (mut times, mut request) = (Vec::new(), Vec::new());
            while !stop.load(Ordering::Relaxed) {
                request.clear();
                orders(&mut request);
                let asked = Instant::now();
                connection
                    .fetch(&request)
                    .await?
                    .expect(201, "an order while goods arrive")?;
                times.push((asked, asked.elapsed()));
            }
            anyhow::Ok(times)
        });
    }
    let mut merchant = shop.merchant().await?;
    tokio::time::sleep(Duration::from_secs(1)).await;
    let begun = Instant::now();
    merchant.receive(arrive).await?;
    let (took, ended) = (begun.elapsed(), Instant::now());
    tokio::time::sleep(Duration::from_secs(1)).await;
    stop.store(true, Ordering::Relaxed);
    let mut meanwhile_us = Vec::new();
    while let Some(client) = clients.join_next().await {
        let times = client??.into_iter().filter(|(asked, time)| {
            *asked + *time >= begun && *asked <= ended + Duration::from_millis(500)
        });
        meanwhile_us
            .extend(times.map(|(_, time)| u32::try_from(time.as_micros()).unwrap_or(u32::MAX)));
    }
    meanwhile_us.sort_unstable();
    report.row(
        Row::time(
            &format!("receipt of {arrive} units into a line of {line}"),
            took,
        )
        .below(1_000.0),
    );
    report.row(
        Row::time(
            "orders placed meanwhile and half a second after: p99",
            percentile(&meanwhile_us, 99),
        )
        .below(250.0),
    );
    let slowest = Duration::from_micros(meanwhile_us.last().copied().unwrap_or(0).into());
    report.note(format!(
        "Orders meanwhile: {} were placed, the slowest took {}.",
        meanwhile_us.len(),
        millis(slowest)
    ));
    Ok(())
}

/// A date moves for everybody in line.
async fn slip(shop: &OpenShop, line: u32, last: &str, report: &mut Report) -> Result<()> {
    let mut merchant = shop.merchant().await?;
    let begun = Instant::now();
    merchant.postpone(40).await?;
    report.row(
        Row::time(
            &format!("slip of a purchase order with {line} in line: answered"),
            begun.elapsed(),
        )
        .below(50.0),
    );
    let mut connection = Connection::open(shop.server.address).await?;
    let question = request("GET", &format!("/api/v1/orders/{last}"), &[], &[]);
    loop {
        let reply = connection
            .fetch(&question)
            .await?
            .expect(200, "the last in line")?;
        let order: Value = serde_json::from_slice(&reply.body)?;
        if order["lines"][0]["backorders"][0]["promises"]
            .as_array()
            .is_some_and(|told| told.len() > 1)
        {
            break;
        }
        if begun.elapsed() > TOLD_TIMEOUT {
            bail!("the last in line was not told of the new date within {TOLD_TIMEOUT:?}");
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    report.row(Row::time("slip: the last in line was told", begun.elapsed()).below(30_000.0));
    Ok(())
}
