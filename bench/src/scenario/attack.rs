//! One anonymous client, within the default rate limit, does the worst it can to one shop. What
//! another shop's visitors notice of it, and how much memory it takes. Each attack was found in a
//! review of the running program.

use super::{OpenShop, Plan};
use crate::client::{Connection, request};
use crate::load::percentile;
use crate::merchant::{Merchant, handle, sku};
use crate::process::{Memory, memory};
use crate::report::{Report, Row, Unit, millis};
use anyhow::{Context as _, Result};
use serde_json::{Value, json};
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

/// Products of the shop that is attacked.
const PRODUCTS: u32 = 5_000;
/// Products of the shop whose visitors are measured.
const QUIET_PRODUCTS: u32 = 20;
/// Where the visitor comes from: another network than the attacker's.
const VISITOR: Ipv4Addr = Ipv4Addr::new(127, 77, 0, 1);
/// How often the visitor asks.
const VISIT_EVERY: Duration = Duration::from_millis(20);
/// Connections that ask again as soon as they were answered.
const LOOPS: u32 = 30;
/// What a client does after it was told to wait: all of them together ask as often as the default
/// limit allows.
const PAUSE: Duration = Duration::from_millis(100);
/// Most memory that an attack may take.
const GROWTH_MB_MAX: f64 = 100.0;
/// Slowest page that is good enough however quick it is without an attack.
const PAGE_MS_MAX: f64 = 50.0;

/// A way to attack.
#[derive(Clone, Copy)]
enum Attack {
    /// Orders of 256 KiB that are wrong in every line, by clients that do not read the answers.
    Errors,
    /// Searches for many words that nothing has.
    Searches,
    /// Streams that follow one order many times, and orders that change it.
    Streams,
    /// The same question, asked for many topics at once.
    Progress,
    /// Carts that are as large as a cookie can be, and larger.
    Carts,
    /// Feeds of the whole catalogue.
    Feeds,
    /// Product pages for variants that there are not.
    Variants,
    /// Connections on which nothing is said.
    Connections,
}

impl Attack {
    const ALL: [Self; 8] = [
        Self::Errors,
        Self::Searches,
        Self::Streams,
        Self::Progress,
        Self::Carts,
        Self::Feeds,
        Self::Variants,
        Self::Connections,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Errors => "orders that are wrong 130 000 times, answers not read",
            Self::Searches => "searches for words that nothing has",
            Self::Streams => "100 streams of 60 times one order",
            Self::Progress => "60 times one order in one question",
            Self::Carts => "carts of 7 kB and of 300 kB",
            Self::Feeds => "feeds of 5 000 products",
            Self::Variants => "variants that there are not",
            Self::Connections => "1 100 silent connections",
        }
    }
}

/// Everything an attacker needs to know.
struct Aim {
    address: SocketAddr,
    shop: String,
    number: AtomicU32,
}

/// What a visitor of the other shop noticed.
struct Visit {
    p99: Duration,
    slowest: Duration,
    failed: usize,
}

pub(super) async fn measure(plan: &Plan, report: &mut Report) -> Result<()> {
    let quick = plan.rounds == 1;
    let products = if quick { PRODUCTS / 10 } else { PRODUCTS };
    let OpenShop {
        server,
        mut installation,
    } = OpenShop::new(plan, None, products, 4, 1_000).await?;
    let shop = installation.shop.clone();
    let other = installation.open_another("quiet")?;
    let mut merchant = Merchant::connect(&installation, &server).await?;
    merchant.catalogue(QUIET_PRODUCTS, 4).await?;
    merchant.supply(QUIET_PRODUCTS * 4, 1_000).await?;
    server.process.stop()?;
    let mut worst_growth: (f64, &str) = (0.0, "");
    for attack in Attack::ALL {
        // Each meets a server that nobody has attacked yet.
        let mut server = installation.spawn_limited()?;
        server.first_answer("/readyz").await?;
        let process = server.process.id();
        let quiet = visit(server.address, &other, plan.round).await?;
        let before = memory(process)?;
        let aim = Arc::new(Aim {
            address: server.address,
            shop: shop.clone(),
            number: AtomicU32::new(0),
        });
        let mut attackers = begin(attack, &aim).await?;
        let (attacked, largest) = tokio::join!(
            visit(server.address, &other, plan.round),
            largest(process, plan.round)
        );
        let (attacked, largest) = (attacked?, largest?);
        attackers.abort_all();
        let growth = megabytes(largest.bytes().saturating_sub(before.bytes()))?;
        let mapped = megabytes(largest.mapped_bytes.saturating_sub(before.mapped_bytes))?;
        if growth > worst_growth.0 {
            worst_growth = (growth, attack.name());
        }
        let limit = PAGE_MS_MAX.max(2e3 * quiet.p99.as_secs_f64());
        report.row(
            Row::time(
                &format!("another shop's page beside {}: p99", attack.name()),
                attacked.p99,
            )
            .below(limit),
        );
        report.note(format!(
            "Attack by {}: p99 of another shop's page {} instead of {}, slowest {}, {} without an answer; {growth:.0} MB more memory, of which {mapped:.0} MB are pages of the database file.",
            attack.name(),
            millis(attacked.p99),
            millis(quiet.p99),
            millis(attacked.slowest),
            attacked.failed
        ));
        server.process.stop()?;
    }
    let (growth, name) = worst_growth;
    report.row(
        Row::figure(
            "memory that an attack takes, the worst",
            growth,
            Unit::Megabytes,
        )
        .below(GROWTH_MB_MAX),
    );
    report.note(format!("Most memory was taken by {name}."));
    Ok(())
}

fn megabytes(bytes: u64) -> Result<f64> {
    Ok(f64::from(u32::try_from(bytes / 1_000)?) / 1e3)
}

/// Looks at pages of a shop, one after the other, at a steady pace: a page that comes late makes
/// those after it late too.
async fn visit(address: SocketAddr, shop: &str, length: Duration) -> Result<Visit> {
    let began = Instant::now();
    let (mut times_us, mut failed) = (Vec::new(), 0);
    let mut connection = None;
    let mut due = began;
    for number in 0.. {
        if due.duration_since(began) >= length {
            break;
        }
        tokio::time::sleep_until(due.into()).await;
        // By turns a page that is kept and one that is rendered for this request.
        let quantity = if number % 2 == 0 { "" } else { "?quantity=2" };
        let page = request(
            "GET",
            &format!("/s/{shop}/p/{}{quantity}", handle(number % QUIET_PRODUCTS)),
            &[],
            &[],
        );
        let answered = look(&mut connection, address, &page).await;
        if !matches!(answered, Ok(200)) {
            failed += 1;
            connection = None;
        }
        times_us.push(u32::try_from(due.elapsed().as_micros()).unwrap_or(u32::MAX));
        due = (due + VISIT_EVERY).max(Instant::now());
    }
    times_us.sort_unstable();
    Ok(Visit {
        p99: percentile(&times_us, 99),
        slowest: percentile(&times_us, 100),
        failed,
    })
}

async fn look(
    connection: &mut Option<Connection>,
    address: SocketAddr,
    page: &[u8],
) -> Result<u16> {
    if connection.is_none() {
        *connection = Some(Connection::open_from(VISITOR, address).await?);
    }
    connection
        .as_mut()
        .context("it was opened")?
        .exchange(page)
        .await
}

/// The most memory a process has within a time.
async fn largest(process: u32, length: Duration) -> Result<Memory> {
    let (began, mut most) = (Instant::now(), memory(process)?);
    while began.elapsed() < length {
        let now = memory(process)?;
        if now.bytes() > most.bytes() {
            most = now;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    Ok(most)
}

/// Begins an attack; it goes on until it is aborted.
async fn begin(attack: Attack, aim: &Arc<Aim>) -> Result<JoinSet<()>> {
    let mut attackers = JoinSet::new();
    match attack {
        Attack::Errors => unread(&mut attackers, aim, errors),
        Attack::Searches => again(&mut attackers, aim, searches),
        Attack::Streams => streams(&mut attackers, aim).await?,
        Attack::Progress => {
            let topics = vec![format!("order:{}", order(aim).await?); 60];
            let input = json!({ "input": { "shop": aim.shop, "lang": "en", "topics": topics, "since": null } }).to_string();
            let headers = [
                ("Content-Type", "application/json"),
                ("Sec-Fetch-Site", "same-origin"),
            ];
            let question = request("POST", "/app/progress", &headers, input.as_bytes());
            again(&mut attackers, aim, move |_, _| question.clone());
        }
        Attack::Carts => again(&mut attackers, aim, carts),
        Attack::Feeds => unread(&mut attackers, aim, |aim, number| {
            let feed = ["google.xml", "google.tsv", "acp.jsonl", "ucp.jsonl"][number as usize % 4];
            request(
                "GET",
                &format!("/s/{}/feeds/{feed}", aim.shop),
                &[("Accept-Encoding", "gzip")],
                &[],
            )
        }),
        Attack::Variants => again(&mut attackers, aim, |aim, number| {
            let path = format!(
                "/s/{}/p/{}?variant=NONE-{number:-<400}",
                aim.shop,
                handle(1)
            );
            request("GET", &path, &[], &[])
        }),
        Attack::Connections => {
            let address = aim.address;
            attackers.spawn(async move {
                let mut silent = Vec::new();
                for _ in 0..1_100 {
                    silent.extend(Connection::open(address).await.ok());
                }
                std::future::pending::<()>().await;
            });
        }
    }
    Ok(attackers)
}

type Request = fn(&Aim, u32) -> Vec<u8>;

fn errors(aim: &Aim, _: u32) -> Vec<u8> {
    let lines = vec!["1"; 130_000].join(",");
    let path = format!("/api/v1/shops/{}/orders", aim.shop);
    request(
        "POST",
        &path,
        &[("Content-Type", "application/json")],
        format!("{{\"lines\":[{lines}]}}").as_bytes(),
    )
}

fn searches(aim: &Aim, _: u32) -> Vec<u8> {
    let words: Vec<String> = ('a'..='z').chain('a'..='w').map(String::from).collect();
    request(
        "GET",
        &format!("/s/{}?q={}+zzqq", aim.shop, words.join("+")),
        &[],
        &[],
    )
}

fn carts(aim: &Aim, number: u32) -> Vec<u8> {
    let pairs = if number.is_multiple_of(8) {
        15_000
    } else {
        380
    };
    let cart: Vec<String> = (0..pairs).map(|pair| format!("{}=1", sku(pair))).collect();
    let cookie = format!("cart={}", cart.join("&"));
    request(
        "GET",
        &format!("/s/{}/cart", aim.shop),
        &[("Cookie", &cookie)],
        &[],
    )
}

/// Asks again as soon as it was answered, on many connections.
fn again(
    attackers: &mut JoinSet<()>,
    aim: &Arc<Aim>,
    question: impl Fn(&Aim, u32) -> Vec<u8> + Clone + Send + Sync + 'static,
) {
    for _ in 0..LOOPS {
        let (aim, question) = (Arc::clone(aim), question.clone());
        attackers.spawn(async move {
            let mut connection = Connection::open(aim.address).await.ok();
            loop {
                let request = question(&aim, aim.number.fetch_add(1, Ordering::Relaxed));
                let answered = match &mut connection {
                    Some(connection) => connection.exchange(&request).await.ok(),
                    None => None,
                };
                if answered.is_none_or(|status| status == 429 || status == 503) {
                    tokio::time::sleep(PAUSE).await;
                }
                if answered.is_none() {
                    connection = Connection::open(aim.address).await.ok();
                }
            }
        });
    }
}

/// Sends and does not read, on one connection after the other; all of them stay open.
fn unread(attackers: &mut JoinSet<()>, aim: &Arc<Aim>, question: Request) {
    let aim = Arc::clone(aim);
    attackers.spawn(async move {
        let mut open = Vec::new();
        loop {
            if let Ok(mut connection) = Connection::open(aim.address).await {
                let request = question(&aim, aim.number.fetch_add(1, Ordering::Relaxed));
                let sent = tokio::time::timeout(PAUSE, connection.send(&request)).await;
                if matches!(sent, Ok(Ok(()))) {
                    open.push(connection);
                }
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    });
}

/// Places an order of one unit and answers its token.
async fn order(aim: &Aim) -> Result<String> {
    let order = json!({ "email": "eve@example.com", "name": "Eve", "lines": [{ "sku": sku(0), "quantity": 1 }] }).to_string();
    let path = format!("/api/v1/shops/{}/orders", aim.shop);
    let question = request(
        "POST",
        &path,
        &[("Content-Type", "application/json")],
        order.as_bytes(),
    );
    let reply = Connection::open(aim.address)
        .await?
        .fetch(&question)
        .await?
        .expect(201, "an order")?;
    let placed: Value = serde_json::from_slice(&reply.body)?;
    Ok(placed["token"]
        .as_str()
        .context("an order has a link")?
        .to_owned())
}

async fn streams(attackers: &mut JoinSet<()>, aim: &Arc<Aim>) -> Result<()> {
    let topics = vec![format!("topic=order:{}", order(aim).await?); 60].join("&");
    let question = request(
        "GET",
        &format!("/app/live?shop={}&{topics}", aim.shop),
        &[],
        &[],
    );
    for _ in 0..100 {
        let (address, question) = (aim.address, question.clone());
        attackers.spawn(async move {
            if let Ok(mut connection) = Connection::open(address).await
                && connection.send(&question).await.is_ok()
            {
                while connection.read_more().await.is_ok() {}
            }
        });
    }
    let aim = Arc::clone(aim);
    attackers.spawn(async move {
        loop {
            let _ = order(&aim).await;
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    });
    Ok(())
}
