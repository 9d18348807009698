//! One order, with what is expected of it today.

use crate::Engine;
use crate::error::ReadError;
use crate::event::{Detail, Event, Kind, Subject};
use crate::expect::{Gone, Law, Unit, recorded};
use crate::read::story;
use crate::store::backorders::{self, BackorderRow};
use crate::store::delays::{self, Ledger};
use crate::store::methods;
use crate::store::orders::{self, LineRow, OrderRow};
use crate::store::payments::{self, ChargeRow};
use crate::store::promises::{self, PromiseRow};
use crate::store::refunds::{self, RefundRow};
use crate::store::{Session, StoreError, events, former_names};
use dockline_domain::availability::Part;
use dockline_domain::backorder::{OrderState, State};
use dockline_domain::dates::Window;
use dockline_domain::id::{BackorderId, OrderId, ShipmentId, ShopId, Sku};
use dockline_domain::money::{Currency, Money};
use dockline_domain::order::Ship;
use dockline_domain::payment::charge::Tried;
use dockline_domain::payment::method;
use dockline_domain::price::{Price, PricedLine, Shipping};
use dockline_domain::promise::{Standing, promised_window, standing, told_when_ordering};
use dockline_view::console::StoryKind;
use dockline_view::{
    BackorderView, DelayView, FormerGoods, HistoryEntry, HistoryKind, MethodView, NoticeView,
    OrderLineView, OrderView, PaymentState, PaymentView, PromiseView, Shop, SupplyNews,
    VariantSnapshot,
};
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use tokio::sync::watch;

/// Most events of one order that its history shows.
const HISTORY_MAX: i64 = 200;

/// What has to be watched to know when the view of an order changes.
pub struct OrderWatch {
    /// Events of the order itself.
    pub order: watch::Receiver<i64>,
    /// The variants it holds: their supply and their lines.
    pub variants: Vec<watch::Receiver<Arc<VariantSnapshot>>>,
}

/// The rows of an order.
struct Rows {
    order: OrderRow,
    lines: Vec<LineRow>,
    backorders: Vec<BackorderRow>,
    promises: Vec<PromiseRow>,
    payment: Option<PaymentView>,
    /// Number, instant and what happened.
    events: Vec<(i64, Timestamp, Event)>,
}

impl Rows {
    /// The number of the newest event that they show.
    fn newest(&self) -> i64 {
        let told = self.promises.iter().map(|promise| promise.seq).max();
        let own = self.events.last().map(|(seq, ..)| *seq);
        self.order
            .version
            .max(told.unwrap_or(0))
            .max(own.unwrap_or(0))
    }
}

/// What is expected of the backorders that wait.
type Expectations = HashMap<u32, (Option<u32>, Vec<Part>, Option<Window>)>;

impl Engine {
    /// An order by the secret of its link.
    pub async fn order(&self, token: &str) -> Result<OrderView, ReadError> {
        let rows = self
            .ask(async |session| {
                let order = orders::by_token(session, token).await?;
                rows_of(session, order).await
            })
            .await?
            .ok_or_else(|| ReadError::not_found("order", ""))?;
        self.order_view(rows).await
    }

    /// The order of a notice of delay by the secret of the notice's page, and its number there.
    pub async fn notice(&self, token: &str) -> Result<(OrderView, u32), ReadError> {
        let found = self.ask(async |session| delays::by_token(session, token).await);
        let (shop, order, number) = found
            .await?
            .ok_or_else(|| ReadError::not_found("notice", ""))?;
        Ok((self.order_by_id(&shop, &order).await?, number))
    }

    /// An order of a shop by its id.
    pub async fn order_by_id(&self, shop: &ShopId, id: &OrderId) -> Result<OrderView, ReadError> {
        let rows = self
            .ask(async |session| {
                let order = orders::by_id(session, shop, id).await?;
                rows_of(session, order).await
            })
            .await?
            .ok_or_else(|| ReadError::not_found("order", id.as_str()))?;
        self.order_view(rows).await
    }

    async fn order_view(&self, rows: Rows) -> Result<OrderView, ReadError> {
        let shop = self
            .shop_by_id(&rows.order.shop)
            .await?
            .ok_or_else(|| ReadError::not_found("shop", ""))?;
        // Whichever node has written what was read: places and dates are no older.
        self.at_least(&shop.id, rows.newest()).await?;
        let skus: BTreeSet<&Sku> = rows.lines.iter().map(|line| &line.sku).collect();
        let mentioned: BTreeSet<Sku> = rows
            .events
            .iter()
            .flat_map(|(_, _, event)| mentioned(event))
            .collect();
        let skus: Vec<&Sku> = skus.into_iter().collect();
        let snapshots = self.snapshots(&shop, &skus).await?;
        let shop = snapshots
            .first()
            .map_or(shop, |snapshot| Arc::clone(&snapshot.shop));
        let snapshots: HashMap<Sku, Arc<VariantSnapshot>> = snapshots
            .into_iter()
            .map(|one| (one.sku.clone(), one))
            .collect();
        let expected = self.expected(&shop, &rows, &snapshots).await?;
        let ledger = self.notices(&shop, &rows).await?;
        let delays = delays_of(&shop, &rows, &ledger, &expected, shop.time(self.now()));
        let delays = (notices_of(&ledger, &delays), delays);
        let mut view = build(shop, rows, &snapshots, expected, delays)?;
        self.with_catalogue(&mut view, mentioned).await;
        Ok(view)
    }

    /// What was told of delays, and answered, also where no law is kept any more. An order of which
    /// people were told nothing is not asked.
    async fn notices(&self, shop: &Shop, rows: &Rows) -> Result<Ledger, ReadError> {
        let mut events = rows.events.iter();
        let are_some = i64::try_from(rows.events.len()).is_ok_and(|read| read >= HISTORY_MAX)
            || events.any(|(.., event)| matches!(event, Event::NoticeGiven { .. }));
        if !are_some {
            return Ok(Ledger::default());
        }
        let order = &rows.order.id;
        let read = self.ask(async |session| delays::ledger(session, &shop.id, [order]).await);
        Ok(read.await?)
    }

    /// Adds what only the catalogue knows; what is not in it any more stays as it is.
    async fn with_catalogue(&self, view: &mut OrderView, mentioned: BTreeSet<Sku>) {
        for line in &mut view.lines {
            let product = self.product_of(&view.shop, line.sku.as_str()).await;
            line.has_others = product.is_ok_and(|product| product.product.variants.len() > 1);
        }
        for sku in mentioned {
            if view.goods(&sku).is_none()
                && let Ok(product) = self.product_of(&view.shop, sku.as_str()).await
                && let Some(variant) = product
                    .product
                    .variants
                    .iter()
                    .find(|variant| variant.sku == sku)
            {
                view.former.push(FormerGoods {
                    sku,
                    title: product.product.title.clone(),
                    options: variant.options.clone(),
                });
            }
        }
    }

    /// What to watch to know when an order changes.
    pub async fn watch_order(&self, token: &str) -> Result<OrderWatch, ReadError> {
        let view = self.order(token).await?;
        let mut variants = Vec::new();
        for line in &view.lines {
            variants.extend(self.watch(&view.shop, line.sku.as_str()).await.ok());
        }
        Ok(OrderWatch {
            order: self.live.watch_order(&view.id),
            variants,
        })
    }

    async fn expected(
        &self,
        shop: &Arc<Shop>,
        rows: &Rows,
        snapshots: &HashMap<Sku, Arc<VariantSnapshot>>,
    ) -> Result<Expectations, ReadError> {
        let placed_on = shop.zone.to_datetime(rows.order.placed_at).date();
        let is_whole = rows.order.ship == Ship::Complete;
        let mut expected = Expectations::new();
        for row in rows
            .backorders
            .iter()
            .filter(|row| row.state == State::Queued)
        {
            let ids: [BackorderId; 1] = [row.id()];
            let ahead = self
                .units_ahead(&shop.id, &row.sku, &ids)
                .await?
                .into_iter()
                .next()
                .flatten();
            let parts = match (ahead, snapshots.get(&row.sku)) {
                (Some(ahead), Some(snapshot)) => {
                    snapshot
                        .supply
                        .expected(ahead, row.quantity, placed_on, shop.today())
                }
                _ => Vec::new(),
            };
            let served: u32 = parts.iter().map(|part| part.quantity).sum();
            let window = promised_window(&parts, is_whole).filter(|_| served == row.quantity);
            expected.insert(row.number, (ahead.map(|units| units + 1), parts, window));
        }
        if is_whole {
            bind_together(&mut expected);
        }
        Ok(expected)
    }
}

async fn rows_of(
    session: &mut Session,
    order: Option<OrderRow>,
) -> Result<Option<Rows>, StoreError> {
    let Some(order) = order else { return Ok(None) };
    let (shop, id) = (&order.shop, &order.id);
    let lines = orders::lines(session, shop, id).await?;
    let skus: BTreeSet<&Sku> = lines.iter().map(|line| &line.sku).collect();
    let events = history_of(session, shop, id, &skus).await?;
    Ok(Some(Rows {
        lines,
        backorders: backorders::of_order(session, shop, id).await?,
        promises: promises::of_order(session, shop, id).await?,
        events,
        payment: payment_of(session, &order).await?,
        order,
    }))
}

/// How an order is paid. Nothing is asked about one that is not.
async fn payment_of(
    session: &mut Session,
    order: &OrderRow,
) -> Result<Option<PaymentView>, StoreError> {
    let Some(gateway) = order.gateway else {
        return Ok(None);
    };
    let gateway = payments::gateway(session, &order.shop, gateway).await?;
    let method = if gateway.kind.is_hosted() {
        method_of(session, order).await?
    } else {
        None
    };
    let charges = payments::of_order(session, &order.shop, &order.id).await?;
    let refunds = refunds::of_order(session, &order.shop, &order.id).await?;
    Ok(Some(PaymentView {
        gateway,
        method,
        charges: charges.iter().map(ChargeRow::view).collect(),
        refunds: refunds.iter().map(RefundRow::view).collect(),
    }))
}

/// The method by which an order is charged, or the wish for one: right after the order was placed it
/// is not written down yet.
async fn method_of(
    session: &mut Session,
    order: &OrderRow,
) -> Result<Option<MethodView>, StoreError> {
    let rows = methods::of_order(session, &order.shop, &order.id).await?;
    let verified = rows
        .iter()
        .rfind(|row| row.state == method::State::Verified);
    Ok(Some(match verified.or(rows.last()) {
        Some(row) => MethodView {
            state: row.state,
            by: row.until,
            card: row.card.clone(),
        },
        None => MethodView {
            state: method::State::Wanted,
            by: None,
            card: None,
        },
    }))
}

/// The events of an order, with the SKUs that variants have now. Those of its lines (`present`) are
/// so already.
async fn history_of(
    session: &mut Session,
    shop: &ShopId,
    order: &OrderId,
    present: &BTreeSet<&Sku>,
) -> Result<Vec<(i64, Timestamp, Event)>, StoreError> {
    let topic = Subject::Order(order).topic();
    let logged = events::of_topic(session, shop, &topic, HISTORY_MAX).await?;
    // While nodes are replaced, a newer program may have written what this one has no words for.
    let known = logged
        .iter()
        .filter(|event| Kind::named(&event.kind).is_some());
    let mut read = known
        .map(|event| Ok((event.seq, event.at(), event.read()?)))
        .collect::<Result<Vec<_>, StoreError>>()?;
    let skus = read
        .iter_mut()
        .flat_map(|(_, _, event)| event.skus_of_order())
        .filter(|sku| !present.contains(&**sku));
    former_names::call_by_present_names(session, shop, skus).await?;
    Ok(read)
}

/// An order that ships complete ships when its last part can.
fn bind_together(expected: &mut Expectations) {
    let windows: Option<Vec<Window>> = expected.values().map(|(_, _, window)| *window).collect();
    let together = windows.and_then(|windows| windows.into_iter().reduce(Window::not_before));
    for (_, _, window) in expected.values_mut() {
        *window = together;
    }
}

fn build(
    shop: Arc<Shop>,
    mut rows: Rows,
    snapshots: &HashMap<Sku, Arc<VariantSnapshot>>,
    mut expected: Expectations,
    (notices, delays): (Vec<NoticeView>, Vec<DelayView>),
) -> Result<OrderView, ReadError> {
    let currency = Currency::parse(&rows.order.currency)
        .map_err(|error| crate::store::inconsistent("currency", error))?;
    let lines = std::mem::take(&mut rows.lines);
    let (lines, kept) = built_lines(&shop, lines, &rows, snapshots, &mut expected, currency);
    let parts = rows
        .backorders
        .iter()
        .map(|row| OrderState::from(&row.state));
    let state = OrderState::slowest(parts);
    let is_cancelled = state == OrderState::Cancelled;
    let shipping = Shipping::Agreed(if is_cancelled {
        0
    } else {
        rows.order.shipping_minor
    });
    let price = Price::of(currency, &kept, 0, shipping)
        .map_err(|error| crate::store::inconsistent("price", error))?;
    let (version, as_of) = newest(&rows, snapshots);
    let mut payment = rows.payment;
    let verify = shop.rules.payment.verify();
    let wanted = payment.as_mut().and_then(|payment| payment.method.as_mut());
    // Right after the order was placed it is not written down yet.
    if let Some(wanted) = wanted.filter(|one| one.state == method::State::Wanted) {
        wanted.by = wanted.by.or(rows.order.placed_at.checked_add(verify).ok());
    }
    if let Some(payment) = &mut payment
        && price.total.minor == 0
        && payment.state() == PaymentState::Wanted
    {
        payment.method = None;
    }
    Ok(OrderView {
        shop,
        id: rows.order.id,
        number: rows.order.number,
        reference: rows.order.prefix.of(rows.order.number),
        token: rows.order.token,
        placed_at: rows.order.placed_at,
        ship: rows.order.ship,
        needed_by: rows.order.needed_by,
        state,
        person: rows.order.person,
        address: rows.order.address,
        address_parts: rows.order.address_parts,
        lines,
        total: price.total,
        shipping: price.shipping,
        payment,
        delays,
        notices,
        history: rows
            .events
            .into_iter()
            .flat_map(|(_, at, event)| history(at, event))
            .collect(),
        former: Vec::new(),
        version,
        as_of,
    })
}

/// What the law of delay says of the units of an order.
fn delays_of(
    shop: &Shop,
    rows: &Rows,
    ledger: &Ledger,
    expected: &Expectations,
    now: Timestamp,
) -> Vec<DelayView> {
    let order = &rows.order;
    let to = order.address_parts.as_ref();
    let to = to.map(|to| (to.country, to.region.as_deref()));
    let Some(law) = Law::of(shop, to, order.placed_at, now) else {
        return Vec::new();
    };
    let law = law.needed_by(needed_by(rows));
    let units = rows.backorders.iter().map(|row| {
        let told = rows.promises.iter();
        let told = told.filter(|promise| promise.backorder == row.number);
        let happened = rows
            .events
            .iter()
            .map(|(seq, at, event)| (*seq, *at, event));
        let parcel = row.shipment;
        let parcel = parcel.map(|number| ShipmentId::of(&order.id, number));
        Unit {
            order: &order.id,
            number: row.number,
            sku: &row.sku,
            quantity: row.quantity,
            state: &row.state,
            told: told_when_ordering(told.map(|promise| (promise.window, promise.cause))),
            expected: expected.get(&row.number).and_then(|(.., window)| *window),
            gone: Gone::of((row.id(), parcel), (&row.sku, &row.state), happened),
        }
    });
    let lines = law.lines(units, ledger);
    lines.iter().map(|line| law.view(line)).collect()
}

/// The notices that were given of an order, oldest first, also those whose line is there no more.
fn notices_of(ledger: &Ledger, delays: &[DelayView]) -> Vec<NoticeView> {
    let of_lines = || delays.iter().flat_map(|delay| &delay.notices);
    let notices = ledger.notices.iter().map(|row| {
        let known = of_lines().find(|notice| notice.number == row.number);
        known.map_or_else(|| recorded(row, &ledger.answers), NoticeView::clone)
    });
    notices.collect()
}

/// The day after which an order is of no use, where it was told before ordering: one that was set or
/// changed afterwards gives no right (Directive 2011/83/EU art. 18(2)).
fn needed_by(rows: &Rows) -> Option<Date> {
    let was_changed = rows.events.iter().any(|(.., event)| {
        matches!(event, Event::OrderDetailsChanged { details, .. } if details.contains(&Detail::NeededBy))
    });
    rows.order.needed_by.filter(|_| !was_changed)
}

/// The lines of an order, and those units of them that are not cancelled.
fn built_lines(
    shop: &Arc<Shop>,
    lines: Vec<LineRow>,
    rows: &Rows,
    snapshots: &HashMap<Sku, Arc<VariantSnapshot>>,
    expected: &mut Expectations,
    currency: Currency,
) -> (Vec<OrderLineView>, Vec<PricedLine>) {
    let mut views = Vec::with_capacity(lines.len());
    let mut priced = Vec::with_capacity(lines.len());
    for line in lines {
        let of_line: Vec<&BackorderRow> = rows
            .backorders
            .iter()
            .filter(|row| row.sku == line.sku)
            .collect();
        let kept: u32 = of_line
            .iter()
            .filter(|row| !matches!(row.state, State::Cancelled { .. }))
            .map(|row| row.quantity)
            .sum();
        let price = Money {
            minor: line.price_minor,
            currency,
        };
        priced.push(PricedLine {
            price,
            quantity: kept,
        });
        let snapshot = snapshots.get(&line.sku);
        let backorders = of_line
            .into_iter()
            .map(|row| {
                let expected = expected.remove(&row.number);
                backorder(row, &rows.promises, expected, snapshot, shop)
            })
            .collect();
        views.push(OrderLineView {
            sku: line.sku,
            handle: snapshot.map(|snapshot| snapshot.handle.clone()),
            has_others: false,
            title: line.item.title,
            options: line.item.options,
            image: line.item.image,
            quantity: line.quantity,
            price,
            backorders,
        });
    }
    (views, priced)
}

/// The newest version of anything in an order, and when it came to be.
fn newest(rows: &Rows, snapshots: &HashMap<Sku, Arc<VariantSnapshot>>) -> (i64, Timestamp) {
    let event = rows.events.last().map(|(seq, at, _)| (*seq, *at));
    let promises = rows
        .promises
        .iter()
        .map(|promise| (promise.seq, promise.told_at));
    let supply = snapshots
        .values()
        .map(|snapshot| (snapshot.version, snapshot.as_of));
    event
        .into_iter()
        .chain(promises)
        .chain(supply)
        .max()
        .unwrap_or((0, rows.order.placed_at))
}

fn backorder(
    row: &BackorderRow,
    promises: &[PromiseRow],
    expected: Option<(Option<u32>, Vec<Part>, Option<Window>)>,
    snapshot: Option<&Arc<VariantSnapshot>>,
    shop: &Shop,
) -> BackorderView {
    let promises: Vec<PromiseView> = promises
        .iter()
        .filter(|promise| promise.backorder == row.number)
        .map(|promise| PromiseView {
            told_at: promise.told_at,
            seq: promise.seq,
            window: promise.window,
            reason: promise.reason.clone(),
            basis: promise.basis.clone(),
            cause: promise.cause,
        })
        .collect();
    let waits = row.state == State::Queued;
    let (position, parts, window) = expected.unwrap_or_default();
    let promised = promises.last().and_then(|promise| promise.window);
    let mut news = serving_news(&parts, snapshot).into_iter();
    BackorderView {
        id: row.id(),
        quantity: row.quantity,
        state: row.state.clone(),
        position,
        position_at_placement: row.position_at_placement,
        expected: window,
        standing: if waits {
            standing(promised, window, shop.day)
        } else {
            Standing::AsPromised
        },
        parts,
        promises,
        news: news.next(),
        later_news: news.collect(),
    }
}

/// What is known about each purchase order that serves the parts, in their order.
fn serving_news(parts: &[Part], snapshot: Option<&Arc<VariantSnapshot>>) -> Vec<SupplyNews> {
    let mut all: Vec<SupplyNews> = Vec::new();
    let news = snapshot.map_or(&[][..], |snapshot| &snapshot.news);
    for part in parts {
        let is_new = all.iter().all(|known| !known.serves(part));
        let found = news.iter().find(|news| news.serves(part));
        all.extend(found.filter(|_| is_new).cloned());
    }
    all
}

/// The variants that an event names for people.
fn mentioned(event: &Event) -> Vec<Sku> {
    match event {
        // Its `skus` are those whose dates may have moved; people are told of the units alone.
        Event::VariantChanged { from, to, .. } => vec![from.clone(), to.clone()],
        // What left is told as one parcel.
        Event::ShipmentHandedOver1 { .. } | Event::ShipmentHandedOver { .. } => Vec::new(),
        other => other.touched().skus.into_iter().cloned().collect(),
    }
}

/// What an event tells the shopper; nothing for one that is the merchant's business. The reasons
/// that staff gave are left out here, by type: a page of a shopper cannot show them.
fn history(at: Timestamp, event: Event) -> Vec<HistoryEntry> {
    let kinds = match story::kind(event) {
        Some(StoryKind::Placed) => vec![HistoryKind::Placed],
        Some(StoryKind::Allocated { sku, quantity }) => {
            vec![HistoryKind::Allocated { sku, quantity }]
        }
        Some(StoryKind::TakenBack { sku, quantity }) => {
            vec![HistoryKind::TakenBack { sku, quantity }]
        }
        Some(StoryKind::Packed) => vec![HistoryKind::Packed],
        Some(StoryKind::HandedOver { carrier, tracking }) => {
            vec![HistoryKind::Shipped { carrier, tracking }]
        }
        Some(StoryKind::Delivered { at }) => vec![HistoryKind::Delivered { at }],
        Some(StoryKind::Held { reason }) => vec![HistoryKind::Held { reason }],
        Some(StoryKind::Resumed { place }) => vec![HistoryKind::Resumed { place }],
        Some(StoryKind::DetailsChanged) => vec![HistoryKind::DetailsChanged],
        Some(StoryKind::VariantChanged {
            from,
            to,
            quantity,
            kept_place,
        }) => vec![HistoryKind::VariantChanged {
            from,
            to,
            quantity,
            kept_place,
        }],
        Some(StoryKind::PriorityChanged { from, to, .. }) => {
            vec![HistoryKind::PriorityChanged { raised: to > from }]
        }
        Some(StoryKind::Cancelled { lines, .. }) => lines
            .into_iter()
            .map(|(sku, quantity)| HistoryKind::Cancelled { sku, quantity })
            .collect(),
        Some(StoryKind::ChargeDue { minor }) => vec![HistoryKind::ChargeDue { minor }],
        Some(
            StoryKind::MoneyArrived { minor, .. }
            | StoryKind::ChargeTried(Tried::Captured { minor }),
        ) => {
            vec![HistoryKind::MoneyArrived { minor }]
        }
        Some(StoryKind::RefundSent { minor, .. }) => vec![HistoryKind::MoneyReturned { minor }],
        // A parcel that was opened again is packed again, and that is told. What became of a charge
        // stands where it is paid.
        Some(
            StoryKind::Reopened
            | StoryKind::ChargeChanged { .. }
            | StoryKind::MethodVerified
            | StoryKind::ChargeTried(_)
            | StoryKind::ChargePaid
            | StoryKind::ChargeCancelled
            | StoryKind::AmountWaived { .. }
            | StoryKind::ChargeExtended { .. }
            | StoryKind::MoneyCorrected { .. }
            | StoryKind::RefundDue { .. }
            | StoryKind::RefundTried(_)
            | StoryKind::RefundFailed { .. }
            // Notices and their answers are a list of their own.
            | StoryKind::NoticeGiven { .. }
            | StoryKind::NoticeMailed { .. }
            | StoryKind::NoticeAnswered { .. }
            // The receipt has told them.
            | StoryKind::WithdrawalDeclared
            | StoryKind::WithdrawalMoved(_)
            | StoryKind::MailReturned(_),
        )
        | None => Vec::new(),
    };
    kinds
        .into_iter()
        .map(|kind| HistoryEntry { at, kind })
        .collect()
}
