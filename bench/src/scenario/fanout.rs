//! One change of a date, and thousands of shoppers who look at the product.

use super::{OpenShop, Plan};
use crate::client::{Connection, request};
use crate::load::{Target, settle};
use crate::merchant::sku;
use crate::process::{files_max, resident_bytes};
use crate::report::{Report, Row, Unit, millis};
use crate::ruler::Ruler;
use anyhow::{Context as _, Result, bail};
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};
use tokio::task::JoinSet;

/// Files that are open besides the streams.
const OTHER_FILES: usize = 200;
/// Streams of one source address: shoppers come from many.
const STREAMS_PER_ADDRESS: usize = 50;
/// Streams that are being opened at a time.
const OPENING_MAX: usize = 200;
/// How long to wait for the last stream.
const TIMEOUT: Duration = Duration::from_mins(1);
/// Where the date of the last event stands in it.
const MARK: &[u8] = b"\"ship_latest\":\"";
/// Length of a date.
const DATE_BYTES: usize = 10;

/// When a stream has shown a date that is new to it.
type Arrival = Result<Instant>;

pub(super) async fn measure(plan: &Plan, report: &mut Report) -> Result<()> {
    let streams = plan.streams.min(
        files_max()
            .unwrap_or(usize::MAX)
            .saturating_sub(OTHER_FILES),
    );
    let shop = OpenShop::small(plan).await?;
    let live = request(
        "GET",
        &shop.api(&format!("/live?sku={}", sku(0))),
        &[("Accept", "text/event-stream")],
        &[],
    );
    let bare_kb = bare_memory(&shop, streams, &live).await?;

    let mut audience = Audience::open(shop.target(), streams, &live).await?;
    let mut merchant = shop.merchant().await?;
    let (mut from_request, mut from_answer) = (Duration::ZERO, Duration::ZERO);
    for change in 1..=plan.rounds {
        let asked = Instant::now();
        merchant.postpone(20 + 14 * i64::try_from(change)?).await?;
        let answered = Instant::now();
        let last = audience
            .last_of(streams)
            .await
            .context("telling everyone of the change")?;
        from_request = from_request.max(last.saturating_duration_since(asked));
        from_answer = from_answer.max(last.saturating_duration_since(answered));
        settle(shop.target()).await?;
    }
    let memory_kb = audience.memory_kb()?;
    report.row(
        Row::time(
            &format!("SSE, {streams} streams: last one after the change was sent"),
            from_request,
        )
        .below(1_000.0),
    );
    report.row(
        Row::figure(
            "SSE: memory of the server per stream",
            memory_kb,
            Unit::Kilobytes,
        )
        .beside(bare_kb)
        .at_most(16.0),
    );
    report.note(format!(
        "SSE: the slowest of {} changes; counted from its answer the last stream had it after {}.",
        plan.rounds,
        millis(from_answer)
    ));
    Ok(())
}

/// Memory of the ruler per stream, when each has shown one event.
async fn bare_memory(shop: &OpenShop, streams: usize, live: &[u8]) -> Result<f64> {
    let question = request(
        "GET",
        &shop.api(&format!("/availability/{}", sku(0))),
        &[],
        &[],
    );
    let reply = Connection::open(shop.server.address)
        .await?
        .fetch(&question)
        .await?
        .expect(200, "availability")?;
    let ruler = Ruler::start(&question, &reply).await?;
    let mut audience = Audience::open(
        Target {
            address: ruler.address,
            process: ruler.process.id(),
        },
        streams,
        live,
    )
    .await?;
    let memory_kb = audience.memory_kb();
    // Their files are needed for the streams of Dockline.
    audience.shoppers.shutdown().await;
    memory_kb
}

/// Everybody who looks at the product.
struct Audience {
    shoppers: JoinSet<()>,
    arrivals: UnboundedReceiver<Arrival>,
    streams: usize,
    server: Target,
    before_bytes: u64,
}

impl Audience {
    /// Opens the streams and waits until each has shown the present state.
    async fn open(server: Target, streams: usize, live: &[u8]) -> Result<Self> {
        settle(server).await?;
        let before_bytes = resident_bytes(server.process)?;
        let live: Arc<[u8]> = live.into();
        let (report_arrival, arrivals) = mpsc::unbounded_channel();
        let mut audience = Self {
            shoppers: JoinSet::new(),
            arrivals,
            streams,
            server,
            before_bytes,
        };
        for first in (0..streams).step_by(OPENING_MAX) {
            let numbers = first..streams.min(first + OPENING_MAX);
            let opening = numbers.len();
            for number in numbers {
                audience.shoppers.spawn(shopper(
                    number,
                    server.address,
                    Arc::clone(&live),
                    report_arrival.clone(),
                ));
            }
            audience
                .last_of(opening)
                .await
                .context("opening the streams")?;
        }
        settle(server).await?;
        Ok(audience)
    }

    /// Waits until as many streams have shown something new, and returns when the last one did.
    async fn last_of(&mut self, streams: usize) -> Result<Instant> {
        let mut last = None;
        for missing in (1..=streams).rev() {
            let arrival = tokio::time::timeout(TIMEOUT, self.arrivals.recv()).await;
            let arrival = arrival
                .with_context(|| format!("{missing} of {streams} streams are silent"))?
                .context("no stream is open")??;
            last = last.max(Some(arrival));
        }
        last.context("no stream was opened")
    }

    /// By how much the server has grown for each stream, in units of 1 000 bytes.
    fn memory_kb(&self) -> Result<f64> {
        let grown_bytes = resident_bytes(self.server.process)?.saturating_sub(self.before_bytes);
        Ok(f64::from(u32::try_from(grown_bytes)?) / f64::from(u32::try_from(self.streams)?) / 1e3)
    }
}

/// A shopper who looks at the product, and tells when a date changes.
async fn shopper(
    number: usize,
    server: SocketAddr,
    live: Arc<[u8]>,
    arrivals: UnboundedSender<Arrival>,
) {
    if let Err(error) = watch(number, server, &live, &arrivals).await {
        // When nobody listens any more, the measurement is over.
        let _ = arrivals.send(Err(error));
    }
}

async fn watch(
    number: usize,
    server: SocketAddr,
    live: &[u8],
    arrivals: &UnboundedSender<Arrival>,
) -> Result<()> {
    let [.., high, low] = u32::try_from(1 + number / STREAMS_PER_ADDRESS)?.to_be_bytes();
    let mut connection = Connection::open_from(Ipv4Addr::new(127, 1, high, low), server).await?;
    connection.send(live).await?;
    let status = connection.head().await?.status;
    if status != 200 {
        bail!("a stream was answered {status}");
    }
    let mut shown = None;
    loop {
        let date = last_date(connection.received());
        if date.is_some() && date != shown {
            shown = date;
            if arrivals.send(Ok(Instant::now())).is_err() {
                return Ok(());
            }
        }
        connection.read_more().await?;
    }
}

/// The last date a stream has shown.
fn last_date(received: &[u8]) -> Option<[u8; DATE_BYTES]> {
    let mut marks = received.windows(MARK.len() + DATE_BYTES).rev();
    marks.find_map(|window| window.strip_prefix(MARK)?.try_into().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_complete_date_counts() {
        let received =
            br#"{"ship_latest":"2026-12-18"} {"ship_latest":"2027-01-08"} {"ship_latest":"2027-"#;
        assert_eq!(
            last_date(received).as_ref().map(<[u8; 10]>::as_slice),
            Some(b"2027-01-08".as_slice())
        );
        assert_eq!(last_date(b"event: availability"), None);
    }
}
