//! The quiet phase: nothing breaks any more, so everything has to go on. And everybody says the same.

use crate::client::mail;
use crate::history::{Call, Deed, End, Question, Reading, Wish, content};
use crate::node::Node;
use crate::world::{Answer, PLENTY, SHOPS, SKUS, World};
use anyhow::Result;
use futures::future::join_all;
use reqwest::Method;
use serde_json::json;
use std::time::Duration;
use tokio::time::sleep;

const POLL: Duration = Duration::from_millis(100);
/// How long nodes may take to say the same after the last change.
const AGREED_WITHIN: Duration = Duration::from_secs(15);
/// Placements that are asked about again, on every node.
const ASKED_AGAIN_MAX: usize = 200;
/// Links of orders that are looked at on every node.
const ORDERS_MAX: usize = 150;
/// A client that is none: what is read here.
const NOBODY: usize = usize::MAX;

/// Every node must be ready and sell in every shop within a time. Answers how long that took.
pub async fn settle(world: &World, bound: Duration) -> Duration {
    let began = world.history.now();
    let nodes = world
        .nodes
        .iter()
        .enumerate()
        .map(|(number, node)| async move {
            let since = || world.history.now().saturating_sub(began);
            while !world.is_ready(node).await {
                if since() > bound {
                    world.history.found(format!(
                        "{} is not ready {bound:?} after the last fault",
                        node.name
                    ));
                    break;
                }
                sleep(POLL).await;
            }
            join_all((0..SHOPS).map(|shop| sell(world, number, shop, began + bound))).await;
        });
    join_all(nodes).await;
    world.history.now().saturating_sub(began)
}

/// Sells one unit, on this node alone.
async fn sell(world: &World, node: usize, shop: usize, until: Duration) {
    let mark = format!("calm{node}-{shop}");
    let body =
        json!({ "email": mail(&mark), "name": "Ada", "lines": [{ "sku": PLENTY, "quantity": 1 }] });
    let mut deed = Deed {
        shop,
        wish: Wish::Place,
        question: Question {
            method: Method::POST,
            path: format!("/api/v1/shops/{}/orders", world.shops[shop].slug),
            secret: None,
            key: Some(mark.clone()),
            body: Some(body),
        },
        mark,
        calls: Vec::new(),
        end: End::Unknown,
    };
    loop {
        let (call, answer) = world.call(node, &deed.question).await;
        deed.calls.push(call);
        match answer {
            Some(answer) if answer.status == 201 => {
                deed.end = End::Done {
                    body: answer.json(),
                };
                break;
            }
            answer if world.history.now() > until => {
                let name = &world.nodes[node].name;
                let status = answer.map(|answer| answer.status);
                world
                    .history
                    .found(format!("{name} does not sell in shop {shop}: {status:?}"));
                break;
            }
            _ => sleep(POLL).await,
        }
    }
    world.history.with(|record| record.deeds.push(deed));
}

/// Each key has one order, whichever node is asked.
pub async fn ask_again(world: &World) {
    let placed = |deed: &&Deed| {
        deed.wish == Wish::Place && deed.question.key.is_some() && !matches!(deed.end, End::Refused)
    };
    let mut deeds: Vec<Deed> = world
        .history
        .with(|record| record.deeds.iter().filter(placed).cloned().collect());
    deeds.sort_by_key(|deed| (!deed.was_in_doubt(), std::cmp::Reverse(deed.called())));
    deeds.truncate(ASKED_AGAIN_MAX);
    for deed in deeds {
        let mut said = deed
            .said()
            .map(|body| (body["number"].clone(), body["token"].clone()));
        for node in 0..world.nodes.len() {
            let (_, answer) = world.call(node, &deed.question).await;
            let Some(answer) = answer.as_ref().filter(|answer| answer.status == 201) else {
                world.history.found(format!(
                    "node {node} does not know what became of {}: {answer:?}",
                    deed.mark
                ));
                continue;
            };
            let body = answer.json();
            let now = (body["number"].clone(), body["token"].clone());
            match &said {
                Some(before) if *before != now => world.history.found(format!(
                    "{} is {before:?}, and {now:?} on node {node}",
                    deed.mark
                )),
                Some(_) => {}
                None => said = Some(now),
            }
        }
    }
}

/// Once nothing changes any more, every node shows what a node shows that has just been started.
pub async fn agree(world: &World) -> Result<()> {
    let fresh = world.fresh_node()?;
    fresh.start().await?;
    world.wait_until_ready(&fresh).await?;
    let mut paths: Vec<(usize, String)> = Vec::new();
    for (number, shop) in world.shops.iter().enumerate() {
        let availability = |sku| (number, format!("/shops/{}/availability/{sku}", shop.slug));
        paths.extend(SKUS.map(availability));
    }
    world.history.with(|record| {
        let links = record.deeds.iter().rev().filter_map(|deed| {
            let token = deed.said()?["token"].as_str()?;
            (deed.wish == Wish::Place).then(|| (deed.shop, format!("/orders/{token}")))
        });
        paths.extend(links.take(ORDERS_MAX));
    });
    let until = world.history.now() + AGREED_WITHIN;
    for (shop, path) in paths {
        compare(world, &fresh, shop, &path, until).await;
    }
    if !fresh.stop().await {
        world
            .history
            .found("the fresh node did not stop".to_owned());
    }
    Ok(())
}

/// Compares until they agree, or the time for that is over.
async fn compare(world: &World, fresh: &Node, shop: usize, path: &str, until: Duration) {
    let question = Question {
        method: Method::GET,
        path: format!("/api/v1{path}"),
        secret: None,
        key: None,
        body: None,
    };
    for (number, node) in world.nodes.iter().enumerate() {
        loop {
            let shown = said(world.ask(node, &question).await);
            let truth = said(world.ask(fresh, &question).await);
            let agreed = shown.1 == truth.1;
            if !agreed && world.history.now() < until {
                sleep(POLL).await;
                continue;
            }
            if !agreed {
                world.history.found(format!(
                    "{} shows {path} as\n    {shown:?}\n  and a fresh node as\n    {truth:?}",
                    node.name
                ));
            }
            note(world, number, shop, path, truth);
            break;
        }
    }
}

/// The version and the content of an answer.
fn said(answer: Option<Answer>) -> (Option<i64>, String) {
    answer.map_or((None, "no answer".to_owned()), |answer| {
        (answer.json()["version"].as_i64(), content(&answer.text))
    })
}

/// The truth is a reading too: what was read before of the same version must be the same.
fn note(
    world: &World,
    node: usize,
    shop: usize,
    path: &str,
    (version, body): (Option<i64>, String),
) {
    let Some(version) = version else {
        return;
    };
    let now = world.history.now();
    let call = Call {
        node,
        called: now,
        answered: now,
        newer: world.newer.is_some(),
    };
    let reading = Reading {
        client: NOBODY,
        shop,
        path: path.to_owned(),
        call,
        version,
        body,
    };
    world.history.with(|record| record.readings.push(reading));
}
