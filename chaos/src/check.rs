//! The check of the history. The log gives every change a number, so no search is needed: each rule
//! is one pass over what was asked, read and written.

use crate::client::mail;
use crate::history::{At, Deed, End, History, Reading, Wish};
use crate::world::{ON_HAND, SKUS, World};
use anyhow::Result;
use serde_json::Value;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Checks all of it against the database itself.
pub async fn check(world: &World) -> Result<()> {
    if let Err(error) = world.newest().run(&world.database_url, &["verify"]) {
        world.history.found(format!("{error:#}"));
    }
    let (deeds, readings) = world
        .history
        .with(|record| (record.deeds.clone(), record.readings.clone()));
    let newest = logs_are_dense(world).await?;
    numbers_follow_time(&world.history, &deeds, &readings);
    readings_follow_the_log(&world.history, &deeds, &readings, &newest);
    a_version_says_one_thing(&world.history, &readings);
    orders_are_there_once(world, &deeds).await?;
    cancelled_orders_stay_cancelled(world, &deeds).await?;
    marks_are_there_once(world, &deeds).await?;
    those_who_wait_are_there_once(world, &deeds).await?;
    the_last_save_stands(world, &deeds).await?;
    no_unit_is_promised_twice(world).await
}

fn shop_number(world: &World, slug: &str) -> Option<usize> {
    world.shops.iter().position(|shop| shop.slug == slug)
}

/// The events of each shop are numbered from 1 without a gap. Answers the newest of each.
async fn logs_are_dense(world: &World) -> Result<Vec<i64>> {
    let sql = "select s.slug, s.seq, count(e.seq), coalesce(min(e.seq), 0), coalesce(max(e.seq), 0)
        from shops s left join events e on e.shop_id = s.id group by s.slug, s.seq";
    let mut newest = vec![0; world.shops.len()];
    for row in world.rows(sql).await? {
        let number = |field: usize| row[field].parse::<i64>().unwrap_or(-1);
        let [said, count, first, last] = [1, 2, 3, 4].map(number);
        if first != 1 || last != count || said != last {
            world.history.found(format!(
                "the log of {} is not dense: {count} events from {first} to {last}, the shop is at {said}",
                row[0]
            ));
        }
        if let Some(shop) = shop_number(world, &row[0]) {
            newest[shop] = last;
        }
    }
    Ok(newest)
}

/// The newest number of a shop that a client had been told of, by time.
struct Told(Vec<(At, i64)>);

impl Told {
    fn new(mut told: Vec<(At, i64)>) -> Self {
        told.sort_unstable();
        let mut most = 0;
        for (_, number) in &mut told {
            most = most.max(*number);
            *number = most;
        }
        Self(told)
    }

    fn before(&self, at: At) -> i64 {
        let count = self.0.partition_point(|(told, _)| *told < at);
        count.checked_sub(1).map_or(0, |last| self.0[last].1)
    }
}

/// The number of the event of a deed that was placed, or the version that was shown after it.
fn number_of(deed: &Deed) -> Option<i64> {
    deed.said()?["version"].as_i64()
}

/// What was answered before something was asked for has the smaller number.
fn numbers_follow_time(history: &History, deeds: &[Deed], readings: &[Reading]) {
    let shops = deeds
        .iter()
        .map(|deed| deed.shop)
        .max()
        .map_or(0, |last| last + 1);
    for shop in 0..shops {
        let done = deeds
            .iter()
            .filter(|deed| deed.shop == shop)
            .filter_map(|deed| Some((deed.answered()?, number_of(deed)?)));
        let read = readings
            .iter()
            .filter(|reading| reading.shop == shop)
            .map(|reading| (reading.call.answered, reading.version));
        let told = Told::new(done.chain(read).collect());
        let placed = deeds
            .iter()
            .filter(|deed| deed.shop == shop && deed.wish == Wish::Place);
        for deed in placed {
            let before = told.before(deed.called());
            if number_of(deed).is_some_and(|number| number <= before) {
                history.found(format!(
                    "shop {shop}: {before} had been told of before {deed:?} was asked for"
                ));
            }
        }
    }
}

/// Nobody is shown what is not in the log, a client never sees a node go back, and a node shows
/// what it has said itself.
fn readings_follow_the_log(
    history: &History,
    deeds: &[Deed],
    readings: &[Reading],
    newest: &[i64],
) {
    let mut seen: HashMap<(usize, usize, &str), i64> = HashMap::new();
    let mut own: HashMap<(usize, String), Vec<(At, i64)>> = HashMap::new();
    for deed in deeds
        .iter()
        .filter(|deed| deed.wish == Wish::Place && deed.calls.len() == 1)
    {
        let (Some(number), Some(call), Some(body)) =
            (number_of(deed), deed.calls.last(), &deed.question.body)
        else {
            continue;
        };
        let place = deed
            .question
            .path
            .trim_start_matches("/api/v1")
            .trim_end_matches("/orders");
        for line in body["lines"].as_array().into_iter().flatten() {
            let path = format!(
                "{place}/availability/{}",
                line["sku"].as_str().unwrap_or_default()
            );
            own.entry((call.node, path))
                .or_default()
                .push((call.answered, number));
        }
    }
    let own: HashMap<_, _> = own
        .into_iter()
        .map(|(key, told)| (key, Told::new(told)))
        .collect();
    for reading in readings {
        if reading.version > newest[reading.shop] {
            history.found(format!(
                "{} shows {}, which is not in the log",
                reading.path, reading.version
            ));
        }
        let key = (reading.client, reading.call.node, reading.path.as_str());
        let last = seen.insert(key, reading.version).unwrap_or(0);
        if reading.version < last {
            history.found(format!(
                "node {} went back from {last}: {reading:?}",
                reading.call.node
            ));
        }
        let said = own
            .get(&(reading.call.node, reading.path.clone()))
            .map_or(0, |told| told.before(reading.call.called));
        if reading.version < said {
            history.found(format!(
                "node {} has placed {said} and does not show it: {reading:?}",
                reading.call.node
            ));
        }
    }
}

/// What is shown is a function of the log: one version, one answer. Another program may say more.
fn a_version_says_one_thing(history: &History, readings: &[Reading]) {
    let mut said: HashMap<(&str, i64, bool), &Reading> = HashMap::new();
    // What was read last was read of a fresh node, and is the truth.
    for reading in readings.iter().rev() {
        let known = said
            .entry((&reading.path, reading.version, reading.call.newer))
            .or_insert(reading);
        if known.body != reading.body {
            history.found(format!(
                "version {} of {} is\n    {} on node {} ({:.1} s)\n  and\n    {} on node {} ({:.1} s)",
                reading.version,
                reading.path,
                reading.body,
                reading.call.node,
                reading.call.answered.as_secs_f32(),
                known.body,
                known.call.node,
                known.call.answered.as_secs_f32(),
            ));
        }
    }
}

/// What stands in the database under a mark, against what was said.
fn once(history: &History, deed: &Deed, times: usize, what: &str) {
    let wrong = match &deed.end {
        End::Done { .. } => times != 1,
        End::Refused if !deed.was_in_doubt() => times != 0,
        End::Refused | End::Unknown => times > 1,
    };
    if wrong {
        history.found(format!(
            "{what} {} is there {times} times: {deed:?}",
            deed.mark
        ));
    }
}

async fn orders_are_there_once(world: &World, deeds: &[Deed]) -> Result<()> {
    let sql =
        "select p.email, o.number, o.id, s.slug from orders o join shops s on s.id = o.shop_id
        join persons p on p.shop_id = o.shop_id and p.id = o.person_id";
    let mut orders: HashMap<String, Vec<Vec<String>>> = HashMap::new();
    for row in world.rows(sql).await? {
        orders.entry(row[0].clone()).or_default().push(row);
    }
    for deed in deeds.iter().filter(|deed| deed.wish == Wish::Place) {
        let found = orders.remove(&mail(&deed.mark)).unwrap_or_default();
        once(&world.history, deed, found.len(), "the order");
        if let (Some(said), [row]) = (deed.said(), found.as_slice())
            && (said["number"].as_i64() != row[1].parse().ok() || said["order"] != row[2].as_str())
        {
            world
                .history
                .found(format!("the order {row:?} is not what was said: {said}"));
        }
    }
    for row in orders.values().flatten() {
        world
            .history
            .found(format!("nobody asked for the order {row:?}"));
    }
    Ok(())
}

async fn cancelled_orders_stay_cancelled(world: &World, deeds: &[Deed]) -> Result<()> {
    // What had left before stays what it is.
    let sql = "select distinct b.order_id from backorders b
        where b.state not in ('cancelled', 'shipped', 'delivered')";
    let open: HashSet<String> = world.rows(sql).await?.into_iter().flatten().collect();
    for deed in deeds {
        if let (Wish::Cancel { .. }, Some(said)) = (&deed.wish, deed.said())
            && said["order"]
                .as_str()
                .is_some_and(|order| open.contains(order))
        {
            world
                .history
                .found(format!("a cancelled order is open: {deed:?}"));
        }
    }
    Ok(())
}

async fn those_who_wait_are_there_once(world: &World, deeds: &[Deed]) -> Result<()> {
    let sql = "select p.email from waitlist w
        join persons p on p.shop_id = w.shop_id and p.id = w.person_id";
    let waiting = marks(world, sql).await?;
    for deed in deeds.iter().filter(|deed| deed.wish == Wish::Wait) {
        let times = waiting.get(&mail(&deed.mark)).copied().unwrap_or(0);
        once(&world.history, deed, times, deed.wish.name());
    }
    Ok(())
}

/// Every text in a document.
fn texts(value: &Value, into: &mut Vec<String>) {
    match value {
        Value::String(text) => into.push(text.clone()),
        Value::Array(items) => items.iter().for_each(|item| texts(item, into)),
        Value::Object(fields) => fields.values().for_each(|field| texts(field, into)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// How often each mark stands in answers to a question.
async fn marks(world: &World, sql: &str) -> Result<HashMap<String, usize>> {
    let mut times = HashMap::new();
    for row in world.rows(sql).await? {
        let mut found = Vec::new();
        match serde_json::from_str(&row[0]) {
            Ok(document @ Value::Object(_)) => texts(&document, &mut found),
            _ => found.push(row[0].clone()),
        }
        for mark in found {
            *times.entry(mark).or_default() += 1;
        }
    }
    Ok(times)
}

/// What merchants did was done once, and stock is what it all adds up to.
async fn marks_are_there_once(world: &World, deeds: &[Deed]) -> Result<()> {
    let adjusted = marks(
        world,
        "select payload from events where kind = 'stock_changed.1'",
    )
    .await?;
    let moved = marks(
        world,
        "select payload from events where kind = 'purchase_order_changed.1'",
    )
    .await?;
    let ordered = marks(world, "select reference from purchase_orders").await?;
    let reached = marks(world, "select note from milestones where note is not null").await?;
    let received = marks(
        world,
        "select delivery_note from receipts where delivery_note is not null",
    )
    .await?;
    let tracked = marks(
        world,
        "select tracking from shipments where tracking is not null",
    )
    .await?;
    let mut units: BTreeMap<(usize, &str), i64> = (0..world.shops.len())
        .flat_map(|shop| SKUS.map(|sku| ((shop, sku), ON_HAND)))
        .collect();
    for deed in deeds {
        let (marks, change) = match &deed.wish {
            Wish::Adjust { sku, units } => (&adjusted, Some((sku, *units))),
            Wish::Receive { sku, units } => (&received, Some((sku, *units))),
            Wish::Order => (&ordered, None),
            Wish::Dates => (&moved, None),
            Wish::Milestone => (&reached, None),
            Wish::HandOver => (&tracked, None),
            Wish::Place
            | Wish::Cancel { .. }
            | Wish::Alter
            | Wish::Save { .. }
            | Wish::Import { .. }
            | Wish::Pack
            | Wish::Wait
            | Wish::Prefer => continue,
        };
        let times = marks.get(&deed.mark).copied().unwrap_or(0);
        once(&world.history, deed, times, deed.wish.name());
        if let Some((sku, each)) = change
            && let Some(sum) = units.get_mut(&(deed.shop, sku.as_str()))
        {
            *sum += each * i64::try_from(times)?;
        }
    }
    // What has left in parcels is on hand no more.
    let sql = "select s.slug, t.sku, sum(t.on_hand) + coalesce((select sum(b.quantity) from backorders b
            where b.shop_id = t.shop_id and b.sku = t.sku and b.state in ('shipped', 'delivered')), 0)
        from stock t join shops s on s.id = t.shop_id group by s.slug, t.shop_id, t.sku";
    for row in world.rows(sql).await? {
        let expected =
            shop_number(world, &row[0]).and_then(|shop| units.get(&(shop, row[1].as_str())));
        if expected.is_some_and(|expected| expected.to_string() != row[2]) {
            world.history.found(format!(
                "{row:?} on hand or shipped, and all deeds add up to {expected:?}"
            ));
        }
    }
    Ok(())
}

/// Of two saves of which one began after the other had been answered, the later one stands.
async fn the_last_save_stands(world: &World, deeds: &[Deed]) -> Result<()> {
    let saves = |shop: usize, handle: &str| {
        let handle = handle.to_owned();
        deeds.iter().filter(move |deed| {
            deed.shop == shop
                && matches!(&deed.wish, Wish::Save { handle: saved } | Wish::Import { handle: saved } if *saved == handle)
        })
    };
    let sql = "select s.slug, p.handle, p.title from products p join shops s on s.id = p.shop_id";
    for row in world.rows(sql).await? {
        let Some(shop) = shop_number(world, &row[0]) else {
            continue;
        };
        let last = saves(shop, &row[1]).find(|deed| deed.mark == row[2]);
        // What the product was made with was saved before everything else.
        let ended = match last {
            Some(deed) if deed.said().is_some() => deed.answered(),
            Some(_) => None,
            None => Some(At::ZERO),
        };
        let Some(ended) = ended else {
            continue;
        };
        let later =
            saves(shop, &row[1]).find(|deed| deed.said().is_some() && deed.called() > ended);
        if let Some(later) = later {
            world
                .history
                .found(format!("{row:?} stands, and was saved later: {later:?}"));
        }
    }
    Ok(())
}

async fn no_unit_is_promised_twice(world: &World) -> Result<()> {
    let sql = "select s.slug, v.sku, v.on_hand, v.allocated, v.queued, coalesce((
            select sum(case when l.quantity > l.received then l.quantity - l.received else 0 end)
            from purchase_order_lines l join purchase_orders p on p.shop_id = l.shop_id and p.id = l.purchase_order_id
            where l.shop_id = v.shop_id and l.sku = v.sku and p.stage <> 'cancelled'), 0)
        from variants v join shops s on s.id = v.shop_id";
    for row in world.rows(sql).await? {
        let number = |field: usize| row[field].parse::<i64>().unwrap_or(-1);
        let [on_hand, allocated, queued, open] = [2, 3, 4, 5].map(number);
        if allocated > on_hand || allocated + queued > on_hand + open {
            world
                .history
                .found(format!("more is promised than there is: {row:?}"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::{Call, Question};
    use serde_json::json;
    use std::slice;
    use std::time::Duration;

    const ORDERS: &str = "/api/v1/shops/chaos-0/orders";
    const AVAILABILITY: &str = "/shops/chaos-0/availability/PLENTY";

    fn call(node: usize, called: u64, answered: u64) -> Call {
        Call {
            node,
            called: Duration::from_secs(called),
            answered: Duration::from_secs(answered),
            newer: false,
        }
    }

    /// An order that was placed with a number, by one call.
    fn placed(number: i64, call: Call) -> Deed {
        Deed {
            shop: 0,
            wish: Wish::Place,
            mark: format!("w0-{number}"),
            question: Question {
                method: reqwest::Method::POST,
                path: ORDERS.to_owned(),
                secret: None,
                key: None,
                body: Some(json!({ "lines": [{ "sku": "PLENTY", "quantity": 1 }] })),
            },
            calls: vec![call],
            end: End::Done {
                body: json!({ "version": number }),
            },
        }
    }

    fn read(version: i64, body: &str, call: Call) -> Reading {
        Reading {
            client: 0,
            shop: 0,
            path: AVAILABILITY.to_owned(),
            call,
            version,
            body: body.to_owned(),
        }
    }

    fn findings(work: impl FnOnce(&History)) -> usize {
        let history = History::begin();
        work(&history);
        history.with(|record| record.findings.len())
    }

    #[test]
    fn an_order_placed_later_with_a_smaller_number_is_found() {
        let first = placed(9, call(0, 1, 2));
        for (number, called, found) in [(10, 3, 0), (8, 3, 1), (8, 1, 0)] {
            let second = placed(number, call(1, called, 4));
            let count = findings(|history| {
                numbers_follow_time(history, &[first.clone(), second.clone()], &[]);
            });
            assert_eq!(count, found, "{number} asked for at {called}");
        }
    }

    #[test]
    fn a_node_that_forgets_what_it_has_said_is_found() {
        let deed = placed(9, call(0, 1, 2));
        let cases = [
            (0, 8, 3, 1), // the node that placed it, afterwards
            (0, 9, 3, 0),
            (0, 8, 1, 0),  // asked before it was answered
            (1, 8, 3, 0),  // another node, which may still learn of it
            (1, 11, 3, 1), // not in the log
        ];
        for (node, version, called, found) in cases {
            let reading = read(version, "", call(node, called, 4));
            let count = findings(|history| {
                readings_follow_the_log(history, slice::from_ref(&deed), &[reading], &[10]);
            });
            assert_eq!(
                count, found,
                "node {node} shows {version}, asked at {called}"
            );
        }
    }

    #[test]
    fn a_node_that_goes_back_is_found() {
        let readings = [read(5, "", call(0, 1, 2)), read(4, "", call(0, 3, 4))];
        let count = |readings: &[Reading]| {
            findings(|history| readings_follow_the_log(history, &[], readings, &[10]))
        };
        assert_eq!(count(&readings), 1);
        let other = read(4, "", call(1, 3, 4));
        assert_eq!(count(&[readings[0].clone(), other]), 0);
    }

    #[test]
    fn one_version_that_says_two_things_is_found() {
        let one = read(5, "{}", call(0, 1, 2));
        let same = read(5, "{}", call(1, 1, 2));
        let other = read(5, "{\"position\":2}", call(1, 1, 2));
        let count = |second: Reading| {
            findings(|history| a_version_says_one_thing(history, &[one.clone(), second]))
        };
        assert_eq!((count(same), count(other)), (0, 1));
    }

    #[test]
    fn what_was_done_is_there_once_and_what_was_refused_is_not() {
        let done = placed(9, call(0, 1, 2));
        let refused = Deed {
            end: End::Refused,
            ..done.clone()
        };
        let in_doubt = Deed {
            calls: vec![call(0, 1, 2), call(1, 3, 4)],
            ..refused.clone()
        };
        let cases = [
            (&done, [1, 0, 1]),
            (&refused, [0, 1, 1]),
            (&in_doubt, [0, 0, 1]),
        ];
        for (deed, found) in cases {
            let counted = [0, 1, 2].map(|times| findings(|history| once(history, deed, times, "")));
            assert_eq!(counted, found, "{:?}", deed.calls.len());
        }
    }
}
