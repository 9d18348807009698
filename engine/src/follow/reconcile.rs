//! Compares the ledger of a shop with what its gateway says it did, on demand and once a night.
//!
//! Both sides are read while money moves. So what differs is asked for once more, of both, and what
//! is being worked on is left to those who do. What differs then is kept with both numbers.

use super::hosted::PayError;
use crate::Engine;
use crate::command::{BeginReconciling, Begun, Context, KeepMismatches};
use crate::error::ReadError;
use crate::gateway::{Caller, Gateway, Giving, Outcome, Refunded, Trouble};
use crate::store::books::{self, BookEntry};
use crate::store::gateways;
use crate::store::payments::{self, ChargeRow};
use crate::store::{Session, StoreError, refunds};
use dockline_domain::by::By;
use dockline_domain::id::{ChargeId, OrderId, ShopId};
use dockline_domain::money::Money;
use dockline_domain::payment::books::{Book, Differs, differs};
use dockline_domain::payment::gateway::GatewayKind;
use dockline_domain::payment::refund;
use dockline_view::{Mismatch, Reconciled, Shop};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Duration;

/// How far back the books are compared.
const LOOKS_BACK: SignedDuration = SignedDuration::from_hours(35 * 24);
/// Most pages of a gateway's list.
const PAGES_MAX: usize = 2_000;
/// Orders whose ledger is read at once.
const ORDERS_CHUNK: usize = 500;
/// Most objects that are looked at once more.
const AGAIN_MAX: usize = 5_000;
/// Mismatches that are shown.
const SHOWN_MAX: i64 = 100;
/// The hour of the shop's day from which on its books are compared by themselves.
const NIGHT_HOUR: i8 = 3;
/// How often it is looked whether it is night somewhere.
const NIGHT_CHECK: Duration = Duration::from_secs(30);

/// What the gateway says of one of its objects.
struct Theirs {
    /// The gateway of the shop that listed it, by its number.
    gateway: u32,
    charge: Option<ChargeId>,
    taken: Option<Money>,
    back_minor: i64,
    state: &'static str,
}

/// What the ledger says of it.
#[derive(Clone)]
struct Ours {
    charge: ChargeId,
    book: Book,
}

impl Theirs {
    fn of(gateway: u32, charge: Option<ChargeId>, outcome: &Outcome, given: &[Refunded]) -> Self {
        let (taken, state) = match outcome {
            Outcome::Open => (None, "open"),
            Outcome::Succeeded(money) => (Some(*money), "succeeded"),
            Outcome::Settling => (None, "settling"),
            Outcome::Action(_) => (None, "action"),
            Outcome::Declined(_) => (None, "declined"),
            Outcome::Gone => (None, "gone"),
        };
        let sent = given.iter().filter(|one| one.state == Giving::Sent);
        Self {
            gateway,
            charge,
            taken,
            back_minor: sent.map(|one| one.money.minor).sum(),
            state,
        }
    }

    /// Its numbers; nothing is of the currency of the other side.
    fn book(&self, ours: Option<&Ours>, shop: &Shop) -> Book {
        let currency = ours.map_or(shop.profile.currency, |ours| ours.book.taken.currency);
        Book {
            taken: self.taken.unwrap_or(Money { minor: 0, currency }),
            back_minor: self.back_minor,
        }
    }
}

/// Adds up entries of the ledger by the gateway's objects.
fn add_up(entries: Vec<BookEntry>) -> BTreeMap<String, Ours> {
    let mut ours: BTreeMap<String, Ours> = BTreeMap::new();
    for entry in entries {
        let nothing = Money {
            minor: 0,
            currency: entry.amount.currency,
        };
        let of = ours.entry(entry.intent).or_insert_with(|| Ours {
            charge: ChargeId::of(&entry.order, entry.charge),
            book: Book {
                taken: nothing,
                back_minor: 0,
            },
        });
        if entry.is_taken {
            of.book.taken.minor += entry.amount.minor;
        } else {
            of.book.back_minor -= entry.amount.minor;
        }
    }
    ours
}

/// Whether somebody is about to ask the gateway about a charge, or about what goes back of it.
async fn is_on_its_way(
    session: &mut Session,
    shop: &ShopId,
    id: &ChargeId,
) -> Result<(Option<ChargeRow>, bool), StoreError> {
    let Some(charge) = payments::one(session, shop, id).await? else {
        return Ok((None, false));
    };
    let refunds = refunds::of_order(session, shop, &charge.order).await?;
    let mut of_charge = refunds.iter().filter(|one| one.charge == charge.number);
    let goes_back = of_charge.any(|one| {
        let may_move = match one.state {
            refund::State::Due
            | refund::State::Asking
            | refund::State::Unknown
            | refund::State::Pending => true,
            refund::State::Sent
            | refund::State::Failed
            | refund::State::NeedsPerson
            | refund::State::Cancelled => false,
        };
        may_move && one.next_at.is_some()
    });
    let is_busy = charge.next_at.is_some() || goes_back;
    Ok((Some(charge), is_busy))
}

impl Engine {
    /// Compares the books of a shop with those of a gateway now, and keeps where they differ.
    pub async fn reconcile(
        &self,
        shop: &Arc<Shop>,
        gateway: &dyn Gateway,
    ) -> Result<Reconciled, PayError> {
        self.reconcile_of(shop, gateway, None).await
    }

    /// Where the books of a shop differed when they were compared last.
    pub async fn mismatches(&self, shop: &Arc<Shop>) -> Result<Vec<Mismatch>, ReadError> {
        if !shop.paid_here {
            return Ok(Vec::new());
        }
        let found = self
            .ask(async |session| books::mismatches(session, &shop.id, SHOWN_MAX).await)
            .await?;
        Ok(found)
    }

    /// When the books of a shop were compared last.
    pub async fn reconciled_at(&self, shop: &Arc<Shop>) -> Result<Option<Timestamp>, ReadError> {
        let known = self
            .ask(async |session| books::compared(session, &shop.id).await)
            .await?;
        Ok(known.at)
    }

    async fn reconcile_of(
        &self,
        shop: &Arc<Shop>,
        gateway: &dyn Gateway,
        day: Option<Date>,
    ) -> Result<Reconciled, PayError> {
        let now = shop.time(self.now());
        let since = now.saturating_sub(LOOKS_BACK).unwrap_or(now);
        let theirs = self.listed(gateway, shop, since).await?;
        let mut orders = self.moved_since(shop, since).await?;
        let named = theirs.values().filter_map(|one| one.charge.as_ref());
        orders.extend(named.filter_map(ChargeId::parts).map(|(order, _)| order));
        let ours = self.ledger_of(shop, orders).await?;
        let names: BTreeSet<&String> = theirs.keys().chain(ours.keys()).collect();
        let mut found = Vec::new();
        let mut again = 0;
        for intent in &names {
            let (our, their) = (ours.get(*intent), theirs.get(*intent));
            let their = their.map(|their| their.book(our, shop));
            if differs(our.map(|our| our.book), their).is_empty() {
                continue;
            }
            again += 1;
            if again > AGAIN_MAX {
                tracing::warn!(shop = %shop.slug, "more of the books differs than is looked at once more");
                break;
            }
            let their = theirs.get(*intent);
            let charge = their.and_then(|one| one.charge.clone());
            let charge = charge.or_else(|| our.map(|our| our.charge.clone()));
            let listed_by = their.map(|one| one.gateway);
            let differ = self.look_again((shop, gateway), (intent, listed_by), charge);
            found.extend(differ.await?);
        }
        let keep = KeepMismatches {
            found,
            compared: u32::try_from(names.len()).unwrap_or(u32::MAX),
            day,
        };
        let compared = keep.compared;
        let context = Context::by(By::System);
        let mismatches = self.execute(&shop.id, context, keep).await?;
        Ok(Reconciled {
            at: now,
            compared,
            mismatches,
        })
    }

    /// Everything that the shop's gateways list since a time, each in the newest name that the shop
    /// has there.
    async fn listed(
        &self,
        gateway: &dyn Gateway,
        shop: &Shop,
        since: Timestamp,
    ) -> Result<BTreeMap<String, Theirs>, PayError> {
        let used = self
            .ask(async |session| gateways::newest(session, &shop.id).await)
            .await?;
        let mut theirs = BTreeMap::new();
        for (_, number) in used.into_iter().filter(|(kind, _)| kind.is_hosted()) {
            let caller = self.caller(shop, number).await?;
            let mut after: Option<String> = None;
            for _ in 0..PAGES_MAX {
                let page = gateway.list(&caller, since, after.as_deref());
                let page = self.in_time(page).await?;
                for seen in page.seen {
                    let one = Theirs::of(number, seen.charge, &seen.outcome, &seen.refunds);
                    theirs.insert(seen.intent, one);
                }
                after = page.next;
                if after.is_none() {
                    break;
                }
            }
        }
        Ok(theirs)
    }

    /// Orders of which the ledger says that a gateway moved money since a time.
    async fn moved_since(
        &self,
        shop: &Shop,
        since: Timestamp,
    ) -> Result<BTreeSet<OrderId>, StoreError> {
        let mut orders: BTreeSet<OrderId> = BTreeSet::new();
        let limit = i64::try_from(ORDERS_CHUNK).unwrap_or(i64::MAX);
        loop {
            let after = orders.last().map_or_else(String::new, ToString::to_string);
            let page = self
                .ask(async |session| {
                    let since = since.as_millisecond();
                    books::since(session, &shop.id, since, &after, limit).await
                })
                .await?;
            let is_last = page.len() < ORDERS_CHUNK;
            orders.extend(page);
            if is_last {
                return Ok(orders);
            }
        }
    }

    async fn ledger_of(
        &self,
        shop: &Shop,
        orders: BTreeSet<OrderId>,
    ) -> Result<BTreeMap<String, Ours>, StoreError> {
        let orders: Vec<OrderId> = orders.into_iter().collect();
        let mut ours = BTreeMap::new();
        for chunk in orders.chunks(ORDERS_CHUNK) {
            let chunk: BTreeSet<OrderId> = chunk.iter().cloned().collect();
            let entries = self
                .ask(async |session| books::ledger(session, &shop.id, &chunk).await)
                .await?;
            ours.extend(add_up(entries));
        }
        Ok(ours)
    }

    /// What the gateway says of one object now; none where it knows no such thing.
    async fn theirs_now(
        &self,
        gateway: &dyn Gateway,
        (caller, number): (&Caller, u32),
        intent: &str,
    ) -> Result<Option<Theirs>, PayError> {
        let outcome = match self.in_time(gateway.read(caller, intent)).await {
            Ok(outcome) => outcome,
            Err(Trouble::Refused(_)) => return Ok(None),
            Err(trouble) => return Err(trouble.into()),
        };
        let given = self.in_time(gateway.refunds_of(caller, intent)).await?;
        Ok(Some(Theirs::of(number, None, &outcome, &given)))
    }

    /// By which of the shop's gateways a charge is taken.
    async fn taken_by(
        &self,
        shop: &Shop,
        charge: Option<&ChargeId>,
    ) -> Result<Option<u32>, StoreError> {
        let Some(charge) = charge else {
            return Ok(None);
        };
        let row = self
            .ask(async |session| payments::one(session, &shop.id, charge).await)
            .await?;
        Ok(row.map(|row| row.gateway))
    }

    /// Both sides are asked once more: money may have moved while they were read. The gateway is asked
    /// in the name in which the money was taken.
    async fn look_again(
        &self,
        (shop, gateway): (&Arc<Shop>, &dyn Gateway),
        (intent, listed_by): (&str, Option<u32>),
        charge: Option<ChargeId>,
    ) -> Result<Vec<Mismatch>, PayError> {
        let taken_by = self.taken_by(shop, charge.as_ref()).await?;
        let Some(number) = taken_by.or(listed_by) else {
            return Ok(Vec::new());
        };
        let caller = &self.caller(shop, number).await?;
        let theirs = self.theirs_now(gateway, (caller, number), intent).await?;
        let order = charge.as_ref().and_then(ChargeId::parts);
        let orders: BTreeSet<OrderId> = order.into_iter().map(|(order, _)| order).collect();
        let (ours, row, is_busy) = self
            .ask(async |session| {
                let ours = add_up(books::ledger(session, &shop.id, &orders).await?);
                let (row, is_busy) = match &charge {
                    Some(charge) => is_on_its_way(session, &shop.id, charge).await?,
                    None => (None, false),
                };
                Ok::<_, StoreError>((ours, row, is_busy))
            })
            .await?;
        if is_busy {
            return Ok(Vec::new());
        }
        let ours = ours.get(intent);
        let their_book = theirs.as_ref().map(|theirs| theirs.book(ours, shop));
        let found = differs(ours.map(|ours| ours.book), their_book);
        let currency = their_book.map_or(shop.profile.currency, |book| book.taken.currency);
        let nothing = Book {
            taken: Money { minor: 0, currency },
            back_minor: 0,
        };
        let our_book = ours.map_or(nothing, |ours| ours.book);
        let their_book = their_book.unwrap_or(Book {
            taken: Money {
                minor: 0,
                ..our_book.taken
            },
            back_minor: 0,
        });
        let of = |differs: Differs, book: Book| match differs {
            Differs::Back => Money {
                minor: book.back_minor,
                ..book.taken
            },
            Differs::NotHere | Differs::NotThere | Differs::Taken => book.taken,
        };
        let state = theirs.as_ref().map_or("not_known", |theirs| theirs.state);
        let mismatches = found.into_iter().map(|differs| Mismatch {
            intent: intent.to_owned(),
            differs,
            charge: row.as_ref().map(ChargeRow::id),
            order: row
                .as_ref()
                .map(|row| (row.order_number, row.prefix.of(row.order_number))),
            ours: of(differs, our_book),
            theirs: of(differs, their_book),
            our_state: row.as_ref().map(|row| row.state.name().to_owned()),
            their_state: state.to_owned(),
            found_at: caller.now,
        });
        Ok(mismatches.collect())
    }
}

/// Compares the books of every shop once a night.
pub(super) async fn every_night(engine: &Engine, gateway: &dyn Gateway) {
    let mut done: HashMap<ShopId, Date> = HashMap::new();
    loop {
        tokio::time::sleep(NIGHT_CHECK).await;
        for shop in engine.live.shops() {
            let local = shop.zone.to_datetime(shop.time(engine.now()));
            let is_hosted = shop.gateway_kind.is_some_and(GatewayKind::is_hosted);
            let is_due = local.hour() >= NIGHT_HOUR && done.get(&shop.id) != Some(&local.date());
            if !is_hosted || !is_due {
                continue;
            }
            match one_night(engine, gateway, &shop, local.date()).await {
                Ok(true) => drop(done.insert(shop.id.clone(), local.date())),
                Ok(false) => {}
                Err(error) => {
                    tracing::warn!(shop = %shop.slug, %error, "the books were not compared with the gateway; trying again");
                }
            }
        }
    }
}

/// Compares the books of a shop, unless another node is at it. Answers whether they were.
async fn one_night(
    engine: &Engine,
    gateway: &dyn Gateway,
    shop: &Arc<Shop>,
    day: Date,
) -> Result<bool, PayError> {
    let begin = BeginReconciling {
        day,
        lease: engine.charge_lease(),
    };
    let context = Context::by(By::System);
    match engine.execute(&shop.id, context, begin).await? {
        Begun::Done => return Ok(true),
        Begun::ByAnother => return Ok(false),
        Begun::Here => {}
    }
    let compared = engine.reconcile_of(shop, gateway, Some(day)).await?;
    if !compared.mismatches.is_empty() {
        let mismatches = compared.mismatches.len();
        tracing::warn!(shop = %shop.slug, mismatches, "the books of the shop and of its gateway differ");
    }
    Ok(true)
}
