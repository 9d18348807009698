//! Cards: checked when an order is placed, charged when a parcel is about to leave. The gateway is the
//! simulated one, which has a memory of its own; what stands between it and the engine loses answers
//! and requests.

use crate::on_both;
use crate::simulation::rows::Raw;
use crate::world::{World, line, order};
use dockline_adapters::gateway::simulator::{CardWord, Simulator};
use dockline_domain::backorder::{Actor, State as UnitState};
use dockline_domain::id::{ShipmentId, ShopId};
use dockline_domain::money::Currency;
use dockline_domain::order::Ship;
use dockline_domain::payment::charge::State;
use dockline_domain::payment::gateway::{GatewayKind, GatewaySettings};
use dockline_domain::payment::method::Card;
use dockline_domain::payment::rules::PaymentRulesChange;
use dockline_domain::refusal::{MoneyRefused, Refusal};
use dockline_domain::shop::RulesChange;
use dockline_engine::command::{
    CancelCharge, CancelOrder, ChangeShop, ErasePerson, ExtendCharge, MarkPaid, PackShipment,
    PlacedOrder, RetryCharge, SetGateway,
};
use dockline_engine::gateway::{
    Account, Answer, Begin, Begun, Caller, Confirm, Gateway, Hosted, Open, Outcome, Refund,
    Refunded, SeenPage, Trouble, Verified,
};
use dockline_engine::{Engine, ExecuteError, Naming};
use dockline_view::{ChargeView, MoneyKind, OrderView, PaymentState};
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;
use std::sync::Mutex;
use std::time::Duration;

/// What becomes of the next request that takes money.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It is carried out, and the answer is lost.
    AnswerLost,
    /// It never arrives, and nobody knows.
    RequestLost,
    /// It is carried out, and whoever asked is gone.
    Silent,
    /// The gateway cannot be reached.
    Away,
    /// It refuses the shop.
    Refused,
}

/// The simulated gateway, with faults on the way to it.
pub(crate) struct Bank {
    pub(crate) simulator: Simulator,
    faults: Mutex<Vec<Fault>>,
    /// What becomes of the next requests that give money back, the last first.
    pub(crate) giving_faults: Mutex<Vec<Fault>>,
    /// What becomes of the next questions what it gave back, the last first.
    pub(crate) reading_faults: Mutex<Vec<Fault>>,
    /// The keys under which it was asked to give money back, and the bodies.
    pub(crate) given: Mutex<Vec<(String, Refund)>>,
    /// The shop for which it never answers.
    hangs_for: Mutex<Option<ShopId>>,
    /// The keys under which money was asked for, and the bodies.
    asked: Mutex<Vec<(String, Confirm)>>,
    /// What was opened.
    opened: Mutex<Vec<Open>>,
}

impl Bank {
    fn beside(world: &World) -> Arc<Self> {
        Arc::new(Self {
            simulator: Simulator::beside(&world.database.url, "http://shop.example"),
            faults: Mutex::default(),
            giving_faults: Mutex::default(),
            reading_faults: Mutex::default(),
            given: Mutex::default(),
            hangs_for: Mutex::default(),
            asked: Mutex::default(),
            opened: Mutex::default(),
        })
    }

    pub(crate) fn fails(&self, fault: Fault) {
        self.faults.lock().unwrap().push(fault);
    }

    /// The objects by which money was asked for.
    pub(crate) fn intents(&self) -> Vec<String> {
        let asked = self.asked.lock().unwrap();
        asked.iter().map(|(_, ask)| ask.intent.clone()).collect()
    }

    /// The card that was charged last, and whose it is.
    pub(crate) fn card(&self) -> (String, String) {
        let asked = self.asked.lock().unwrap();
        let opened = self.opened.lock().unwrap();
        let method = asked.last().unwrap().1.method.clone();
        (opened.last().unwrap().customer.clone(), method)
    }

    fn keys(&self) -> Vec<String> {
        let asked = self.asked.lock().unwrap();
        asked.iter().map(|(key, _)| key.clone()).collect()
    }
}

impl Gateway for Bank {
    fn begin<'a>(&'a self, caller: &'a Caller, ask: &'a Begin) -> Answer<'a, Hosted> {
        self.simulator.begin(caller, ask)
    }

    fn begun<'a>(&'a self, caller: &'a Caller, session: &'a str) -> Answer<'a, Begun> {
        self.simulator.begun(caller, session)
    }

    fn open<'a>(&'a self, caller: &'a Caller, key: &'a str, ask: &'a Open) -> Answer<'a, String> {
        self.opened.lock().unwrap().push(ask.clone());
        self.simulator.open(caller, key, ask)
    }

    fn confirm<'a>(
        &'a self,
        caller: &'a Caller,
        key: &'a str,
        ask: &'a Confirm,
    ) -> Answer<'a, Outcome> {
        let hangs = self.hangs_for.lock().unwrap().as_ref() == Some(&caller.shop);
        let fault = self.faults.lock().unwrap().pop();
        let note = || {
            let asked = (key.to_owned(), ask.clone());
            self.asked.lock().unwrap().push(asked);
        };
        Box::pin(async move {
            if fault != Some(Fault::Silent) {
                note();
            }
            if hangs {
                return std::future::pending().await;
            }
            match fault {
                None => self.simulator.confirm(caller, key, ask).await,
                Some(Fault::AnswerLost) => {
                    self.simulator.confirm(caller, key, ask).await?;
                    Err(Trouble::Unknown)
                }
                Some(Fault::Silent) => {
                    self.simulator.confirm(caller, key, ask).await?;
                    note();
                    std::future::pending().await
                }
                Some(Fault::RequestLost) => Err(Trouble::Unknown),
                Some(Fault::Away) => Err(Trouble::NotAsked),
                Some(Fault::Refused) => Err(Trouble::Refused("unknown".to_owned())),
            }
        })
    }

    fn read<'a>(&'a self, caller: &'a Caller, intent: &'a str) -> Answer<'a, Outcome> {
        self.simulator.read(caller, intent)
    }

    fn list<'a>(
        &'a self,
        caller: &'a Caller,
        since: Timestamp,
        after: Option<&'a str>,
    ) -> Answer<'a, SeenPage> {
        self.simulator.list(caller, since, after)
    }

    fn cancel<'a>(
        &'a self,
        caller: &'a Caller,
        key: &'a str,
        intent: &'a str,
    ) -> Answer<'a, Outcome> {
        self.simulator.cancel(caller, key, intent)
    }

    fn refund<'a>(
        &'a self,
        caller: &'a Caller,
        key: &'a str,
        ask: &'a Refund,
    ) -> Answer<'a, Refunded> {
        let fault = self.giving_faults.lock().unwrap().pop();
        let note = || {
            let asked = (key.to_owned(), ask.clone());
            self.given.lock().unwrap().push(asked);
        };
        Box::pin(async move {
            if fault != Some(Fault::Silent) {
                note();
            }
            match fault {
                None => self.simulator.refund(caller, key, ask).await,
                Some(Fault::AnswerLost) => {
                    self.simulator.refund(caller, key, ask).await?;
                    Err(Trouble::Unknown)
                }
                Some(Fault::Silent) => {
                    self.simulator.refund(caller, key, ask).await?;
                    note();
                    std::future::pending().await
                }
                Some(Fault::RequestLost) => Err(Trouble::Unknown),
                Some(Fault::Away) => Err(Trouble::NotAsked),
                Some(Fault::Refused) => Err(Trouble::Refused("unknown".to_owned())),
            }
        })
    }

    fn refunds_of<'a>(&'a self, caller: &'a Caller, intent: &'a str) -> Answer<'a, Vec<Refunded>> {
        let fault = self.reading_faults.lock().unwrap().pop();
        Box::pin(async move {
            match fault {
                None => self.simulator.refunds_of(caller, intent).await,
                Some(Fault::AnswerLost | Fault::RequestLost) => Err(Trouble::Unknown),
                Some(Fault::Silent) => std::future::pending().await,
                Some(Fault::Away) => Err(Trouble::NotAsked),
                Some(Fault::Refused) => Err(Trouble::Refused("unknown".to_owned())),
            }
        })
    }
}

/// A shop with five tents, paid by cards.
pub(crate) async fn selling(world: &World, stock: u32) -> Arc<Bank> {
    world.product("tent", &["TENT"]).await;
    world.stock("TENT", stock).await;
    let settings = GatewaySettings::of(GatewayKind::Simulator);
    let settings = Some(settings);
    world.run(SetGateway { settings }).await.unwrap();
    Bank::beside(world)
}

pub(crate) async fn view(world: &World, placed: &PlacedOrder) -> OrderView {
    world.engine.order(&placed.token).await.unwrap()
}

async fn state(world: &World, placed: &PlacedOrder) -> PaymentState {
    view(world, placed).await.payment.unwrap().state()
}

pub(crate) async fn charge(world: &World, placed: &PlacedOrder) -> ChargeView {
    view(world, placed)
        .await
        .payment
        .unwrap()
        .charges
        .pop()
        .unwrap()
}

/// Does what there is to do, as far as it can be done now.
pub(crate) async fn collect(world: &World, bank: &Arc<Bank>) {
    let shop = world.engine.shop("demo").await.unwrap();
    world.engine.charges_asked(&shop).await.unwrap();
    world.engine.collect_now(&shop, bank.clone()).await.unwrap();
}

/// Names a card on the page of the bank, and comes back.
pub(crate) async fn name(world: &World, bank: &Arc<Bank>, placed: &PlacedOrder, word: CardWord) {
    let words = ("http://shop.example/back", "en");
    let begun = world
        .engine
        .begin_method(bank.as_ref(), &placed.token, words);
    let Naming::At(url) = begun.await.unwrap() else {
        panic!("a card is named already");
    };
    let session = url.rsplit('/').next().unwrap().to_owned();
    let now = world.engine.now();
    bank.simulator
        .name_card(&session, word, now)
        .await
        .unwrap()
        .unwrap();
    world
        .engine
        .came_back(bank.as_ref(), &placed.token)
        .await
        .unwrap();
}

/// Whether another card can be saved.
fn may_name(view: &OrderView) -> bool {
    let mut units = view.lines.iter().flat_map(|line| &line.backorders);
    view.payment
        .as_ref()
        .is_some_and(|payment| payment.method.is_some())
        && units.any(|one| one.state.may_be_cancelled())
}

pub(crate) fn later(world: &World, hours: i64) {
    let now = world.clock.now();
    world
        .clock
        .set(now.checked_add(SignedDuration::from_hours(hours)).unwrap());
}

pub(crate) fn pack(placed: &PlacedOrder) -> PackShipment {
    PackShipment {
        shipment: ShipmentId::of(&placed.order, 1),
        if_version: None,
    }
}

/// Goes to the page of the bank, and answers its session.
async fn at_bank(world: &World, bank: &Arc<Bank>, placed: &PlacedOrder) -> String {
    let back = "http://shop.example/o/secret/pay?back=1";
    let begun = world
        .engine
        .begin_bank_step(bank.as_ref(), &placed.token, back)
        .await
        .unwrap();
    begun.unwrap().rsplit('/').next().unwrap().to_owned()
}

/// The methods by which money was asked for, one for each key.
fn methods_asked(bank: &Bank) -> Vec<String> {
    let asked = bank.asked.lock().unwrap();
    let mut asked: Vec<_> = asked.iter().map(|(key, ask)| (key, &ask.method)).collect();
    asked.dedup();
    asked
        .into_iter()
        .map(|(_, method)| method.clone())
        .collect()
}

pub(crate) fn cancelling(placed: &PlacedOrder, goods: &str) -> CancelOrder {
    CancelOrder {
        order: placed.order.clone(),
        lines: vec![line(goods, 1)],
        by: Actor::Shopper,
        reason: "changed my mind".into(),
        if_version: None,
    }
}

/// What the gateway has taken, and what the ledger says.
pub(crate) async fn sums(world: &World, bank: &Bank) -> (i64, i64) {
    let taken = bank.simulator.taken(&world.shop.id).await.unwrap();
    let shop = world.engine.shop("demo").await.unwrap();
    let ledger = world
        .engine
        .ledger(&shop, (None, None), None, 200)
        .await
        .unwrap();
    let captured = ledger
        .items
        .iter()
        .filter(|entry| entry.kind == MoneyKind::Captured);
    (
        taken.iter().map(|one| one.money.minor).sum(),
        captured.map(|entry| entry.amount.minor).sum(),
    )
}

on_both! {
    async fn a_card_is_checked_at_once_and_charged_just_before_the_parcel_leaves(world: World) {
        let bank = selling(&world, 0).await;
        world.two_supplies("TENT", 5).await;
        let placed = world.place("TENT", 2).await.unwrap();
        assert_eq!(state(&world, &placed).await, PaymentState::Wanted);
        name(&world, &bank, &placed, CardWord::Works).await;
        assert_eq!(state(&world, &placed).await, PaymentState::Verified);
        collect(&world, &bank).await;
        // Nothing is charged while it waits.
        assert_eq!(sums(&world, &bank).await, (0, 0));
        world.receive("PO-A", &[("TENT", 2)]).await.unwrap();
        let refused = world.run(pack(&placed)).await;
        assert!(matches!(refused, Err(ExecuteError::Conflict(Refusal::NotPaid))), "{refused:?}");
        collect(&world, &bank).await;
        assert_eq!(charge(&world, &placed).await.state, State::Paid);
        assert_eq!(sums(&world, &bank).await, (2_000, 2_000));
        let units = &view(&world, &placed).await.lines[0].backorders[0];
        assert_eq!(units.state, UnitState::Released);
        world.run(pack(&placed)).await.unwrap();
        // Asking for it again is refused, and the gateway is not asked.
        let again = RetryCharge { charge: charge(&world, &placed).await.id, if_version: None };
        assert!(matches!(world.run(again).await, Err(ExecuteError::Conflict(Refusal::Charge(_)))));
        assert_eq!(bank.keys().len(), 1);
    }

    async fn an_order_without_a_card_keeps_its_place_for_half_an_hour_and_is_never_packed(world: World) {
        let bank = selling(&world, 2).await;
        let placed = world.place("TENT", 2).await.unwrap();
        let refused = world.run(pack(&placed)).await;
        assert!(matches!(refused, Err(ExecuteError::Conflict(Refusal::NotPaid))), "{refused:?}");
        collect(&world, &bank).await;
        // Its page of the bank is open, and nobody comes back in time.
        let words = ("http://shop.example/back", "en");
        let begun = world.engine.begin_method(bank.as_ref(), &placed.token, words).await.unwrap();
        let again = world.engine.begin_method(bank.as_ref(), &placed.token, words).await.unwrap();
        assert_eq!(begun, again, "there is one page, however often it is opened");
        assert!(world.place("TENT", 1).await.is_err(), "its units are its own meanwhile");
        world.clock.set(world.clock.now().checked_add(SignedDuration::from_mins(31)).unwrap());
        collect(&world, &bank).await;
        assert_eq!(state(&world, &placed).await, PaymentState::Lapsed);
        let units = view(&world, &placed).await.lines[0].backorders[0].state.clone();
        assert!(matches!(units, UnitState::Cancelled { by: Actor::System, .. }), "{units:?}");
        world.place("TENT", 2).await.unwrap();
        // Finishing late revives nothing.
        let Naming::At(url) = begun else { panic!("there is a page") };
        let session = url.rsplit('/').next().unwrap().to_owned();
        bank.simulator.name_card(&session, CardWord::Works, world.engine.now()).await.unwrap();
        world.engine.came_back(bank.as_ref(), &placed.token).await.unwrap();
        collect(&world, &bank).await;
        assert_eq!(state(&world, &placed).await, PaymentState::None);
        assert_eq!(sums(&world, &bank).await, (0, 0));
    }

    async fn a_shop_says_itself_how_long_people_have(world: World) {
        let bank = selling(&world, 5).await;
        let payment = PaymentRulesChange {
            verify_minutes: Some(120),
            payment_hold_hours: Some(24),
            ..PaymentRulesChange::default()
        };
        let change = RulesChange { payment, ..RulesChange::default() };
        world.run(ChangeShop { change, ..ChangeShop::default() }).await.unwrap();
        let placed = world.place("TENT", 1).await.unwrap();
        later(&world, 1);
        collect(&world, &bank).await;
        assert_eq!(state(&world, &placed).await, PaymentState::Wanted, "half an hour is not all");
        name(&world, &bank, &placed, CardWord::Expires).await;
        collect(&world, &bank).await;
        let failed = charge(&world, &placed).await;
        let hold = failed.hold_until.unwrap().duration_since(world.clock.now());
        assert_eq!(hold, SignedDuration::from_hours(24));
        let late = world.place("TENT", 1).await.unwrap();
        later(&world, 3);
        collect(&world, &bank).await;
        assert_eq!(state(&world, &late).await, PaymentState::Lapsed);
    }

    async fn units_wait_longer_when_somebody_says_so(world: World) {
        let bank = selling(&world, 1).await;
        let placed = world.place("TENT", 1).await.unwrap();
        name(&world, &bank, &placed, CardWord::Expires).await;
        collect(&world, &bank).await;
        let failed = charge(&world, &placed).await;
        let until = |hours| world.clock.now().checked_add(SignedDuration::from_hours(hours)).unwrap();
        let extend = |until| ExtendCharge { charge: failed.id.clone(), until, if_version: None };
        for wrong in [until(71), until(721)] {
            let refused = world.run(extend(wrong)).await;
            assert!(matches!(refused, Err(ExecuteError::Invalid(_))), "{refused:?}");
        }
        world.run(extend(until(100))).await.unwrap();
        later(&world, 99);
        collect(&world, &bank).await;
        assert!(charge(&world, &placed).await.state.is_to_repair());
        later(&world, 2);
        collect(&world, &bank).await;
        assert_eq!(charge(&world, &placed).await.state, State::Cancelled);
        let over = world.run(extend(until(50))).await;
        assert!(matches!(over, Err(ExecuteError::Conflict(Refusal::Money(MoneyRefused::NothingToExtend)))), "{over:?}");
    }

    async fn who_waits_longer_for_an_empty_account_has_it_tried_the_next_morning(world: World) {
        let bank = selling(&world, 1).await;
        let payment = PaymentRulesChange { payment_hold_hours: Some(1), ..PaymentRulesChange::default() };
        let change = RulesChange { payment, ..RulesChange::default() };
        world.run(ChangeShop { change, ..ChangeShop::default() }).await.unwrap();
        let placed = world.place("TENT", 1).await.unwrap();
        name(&world, &bank, &placed, CardWord::DeclinedOnce).await;
        collect(&world, &bank).await;
        let failed = charge(&world, &placed).await;
        assert!(failed.state.is_to_repair(), "{failed:?}");
        let until = world.clock.now().checked_add(SignedDuration::from_hours(72)).unwrap();
        world.run(ExtendCharge { charge: failed.id, until, if_version: None }).await.unwrap();
        later(&world, 30);
        collect(&world, &bank).await;
        assert_eq!(charge(&world, &placed).await.state, State::Paid);
    }

    async fn an_empty_account_is_tried_again_the_next_morning(world: World) {
        let bank = selling(&world, 5).await;
        let placed = world.place("TENT", 1).await.unwrap();
        name(&world, &bank, &placed, CardWord::DeclinedOnce).await;
        collect(&world, &bank).await;
        assert_eq!(state(&world, &placed).await, PaymentState::Failed);
        let failed = charge(&world, &placed).await;
        let hold = failed.hold_until.unwrap().duration_since(world.clock.now());
        assert_eq!(hold, SignedDuration::from_hours(72));
        collect(&world, &bank).await;
        assert_eq!(bank.keys().len(), 1, "not before the morning");
        later(&world, 22);
        collect(&world, &bank).await;
        assert_eq!(charge(&world, &placed).await.state, State::Paid);
        assert_eq!(sums(&world, &bank).await, (1_000, 1_000));
        let keys = bank.keys();
        assert!(keys.len() == 2 && keys[0] != keys[1], "{keys:?}");
    }

    async fn another_card_pays_the_same_charge_of_the_gateway(world: World) {
        let bank = selling(&world, 5).await;
        let placed = world.place("TENT", 1).await.unwrap();
        name(&world, &bank, &placed, CardWord::Expires).await;
        collect(&world, &bank).await;
        later(&world, 30);
        collect(&world, &bank).await;
        assert_eq!(bank.keys().len(), 1, "what has ended is not tried again by itself");
        name(&world, &bank, &placed, CardWord::Works).await;
        collect(&world, &bank).await;
        assert_eq!(charge(&world, &placed).await.state, State::Paid);
        assert_eq!(sums(&world, &bank).await, (1_000, 1_000));
        let asked = bank.asked.lock().unwrap();
        assert_eq!(asked[0].1.intent, asked[1].1.intent);
        assert_ne!(asked[0].1.method, asked[1].1.method);
    }

    async fn a_bank_that_wants_to_hear_from_the_shopper_is_answered_on_its_page(world: World) {
        let bank = selling(&world, 5).await;
        for confirms in [true, false] {
            let placed = world.place("TENT", 1).await.unwrap();
            name(&world, &bank, &placed, CardWord::NeedsBank).await;
            collect(&world, &bank).await;
            assert_eq!(state(&world, &placed).await, PaymentState::Action);
            let back = "http://shop.example/back";
            let url = world.engine.begin_bank_step(bank.as_ref(), &placed.token, back).await.unwrap();
            let session = url.unwrap().rsplit('/').next().unwrap().to_owned();
            // A second tab.
            let other = world.engine.begin_bank_step(bank.as_ref(), &placed.token, back).await.unwrap();
            let other = other.unwrap().rsplit('/').next().unwrap().to_owned();
            let now = world.engine.now();
            bank.simulator.answer_bank(&session, confirms, now).await.unwrap().unwrap();
            bank.simulator.answer_bank(&other, confirms, now).await.unwrap();
            world.engine.came_back(bank.as_ref(), &placed.token).await.unwrap();
            world.engine.came_back(bank.as_ref(), &placed.token).await.unwrap();
            let paid = if confirms { PaymentState::Verified } else { PaymentState::Failed };
            assert_eq!(state(&world, &placed).await, paid);
        }
        assert_eq!(sums(&world, &bank).await, (1_000, 1_000));
    }

    async fn units_of_a_payment_that_is_not_repaired_go_to_the_next_in_line(world: World) {
        let bank = selling(&world, 1).await;
        world.two_supplies("TENT", 5).await;
        let first = world.place("TENT", 1).await.unwrap();
        let second = world.place("TENT", 1).await.unwrap();
        name(&world, &bank, &first, CardWord::Expires).await;
        name(&world, &bank, &second, CardWord::Works).await;
        collect(&world, &bank).await;
        later(&world, 71);
        collect(&world, &bank).await;
        assert_eq!(charge(&world, &first).await.state.name(), "failed");
        later(&world, 2);
        collect(&world, &bank).await;
        collect(&world, &bank).await;
        assert_eq!(charge(&world, &first).await.state, State::Cancelled);
        assert_eq!(charge(&world, &second).await.state, State::Paid);
        assert_eq!(sums(&world, &bank).await, (1_000, 1_000));
    }

    async fn a_lost_answer_charges_nobody_twice(world: World) {
        let bank = selling(&world, 5).await;
        for fault in [Fault::AnswerLost, Fault::RequestLost, Fault::Away] {
            let placed = world.place("TENT", 1).await.unwrap();
            name(&world, &bank, &placed, CardWord::Works).await;
            bank.asked.lock().unwrap().clear();
            bank.fails(fault);
            collect(&world, &bank).await;
            let charged = charge(&world, &placed).await;
            let waits = if fault == Fault::Away { State::Open } else { State::Unknown };
            assert_eq!(charged.state, waits, "{fault:?}");
            // Nothing else is done while nobody knows.
            let by_hand = CancelCharge { charge: charged.id.clone(), if_version: None };
            assert_eq!(world.run(by_hand).await.is_err(), fault != Fault::Away, "{fault:?}");
            let retry = RetryCharge { charge: charged.id.clone(), if_version: None };
            let _ = world.run(retry).await;
            later(&world, 1);
            collect(&world, &bank).await;
            assert_eq!(charge(&world, &placed).await.state, State::Paid, "{fault:?}");
            let asked = bank.asked.lock().unwrap().clone();
            let same = asked.iter().all(|one| *one == asked[0]);
            assert!(same || fault == Fault::Away, "the same words under the same key: {asked:?}");
            assert_eq!(asked.len(), if fault == Fault::AnswerLost { 1 } else { 2 }, "{fault:?}");
        }
        assert_eq!(sums(&world, &bank).await, (3_000, 3_000));
    }

    async fn what_is_cancelled_before_the_bank_said_yes_is_let_go_and_never_taken(world: World) {
        let bank = selling(&world, 5).await;
        let placed = world.place("TENT", 1).await.unwrap();
        name(&world, &bank, &placed, CardWord::NeedsBank).await;
        collect(&world, &bank).await;
        let back = "http://shop.example/back";
        let url = world.engine.begin_bank_step(bank.as_ref(), &placed.token, back).await.unwrap();
        let session = url.unwrap().rsplit('/').next().unwrap().to_owned();
        let cancel = CancelOrder {
            order: placed.order.clone(),
            lines: Vec::new(),
            by: Actor::Shopper,
            reason: "changed my mind".into(),
            if_version: None,
        };
        world.run(cancel).await.unwrap();
        assert_eq!(charge(&world, &placed).await.state, State::Cancelling);
        collect(&world, &bank).await;
        assert_eq!(charge(&world, &placed).await.state, State::Cancelled);
        // The link of the bank takes nothing any more.
        let now = world.engine.now();
        bank.simulator.answer_bank(&session, true, now).await.unwrap();
        world.engine.came_back(bank.as_ref(), &placed.token).await.unwrap();
        assert_eq!(sums(&world, &bank).await, (0, 0));
    }

    async fn a_charge_that_somebody_takes_over_is_not_asked_for_any_more(world: World) {
        let bank = selling(&world, 5).await;
        let placed = world.place("TENT", 1).await.unwrap();
        name(&world, &bank, &placed, CardWord::Expires).await;
        collect(&world, &bank).await;
        let failed = charge(&world, &placed).await;
        world.run(CancelCharge { charge: failed.id.clone(), if_version: None }).await.unwrap();
        collect(&world, &bank).await;
        let due = charge(&world, &placed).await;
        assert_eq!((due.state, due.is_by_hand), (State::Due, true));
        later(&world, 100);
        collect(&world, &bank).await;
        assert_eq!(charge(&world, &placed).await.state, State::Due);
        let cash = MarkPaid {
            charge: failed.id,
            minor: 1_000,
            day: None,
            note: Some("cash".into()),
            if_version: None,
        };
        world.run(cash).await.unwrap();
        world.run(pack(&placed)).await.unwrap();
        assert_eq!(sums(&world, &bank).await, (0, 1_000));
    }

    async fn another_card_is_asked_whatever_was_lost_of_the_one_before(world: World) {
        let bank = selling(&world, 5).await;
        // Its answer is lost, and another card is saved; or the request of the other card is lost.
        for (lost, of_the_other) in [(Fault::AnswerLost, false), (Fault::RequestLost, true)] {
            let placed = world.place("TENT", 1).await.unwrap();
            bank.asked.lock().unwrap().clear();
            name(&world, &bank, &placed, CardWord::NeedsBank).await;
            if !of_the_other {
                bank.fails(lost);
            }
            collect(&world, &bank).await;
            later(&world, 1);
            collect(&world, &bank).await;
            assert_eq!(state(&world, &placed).await, PaymentState::Action);
            if of_the_other {
                bank.fails(lost);
            }
            name(&world, &bank, &placed, CardWord::Works).await;
            collect(&world, &bank).await;
            later(&world, 1);
            collect(&world, &bank).await;
            assert_eq!(charge(&world, &placed).await.state, State::Paid, "{lost:?}");
            let asked = methods_asked(&bank);
            assert!(asked.len() == 2 && asked[0] != asked[1], "{asked:?}");
        }
        assert_eq!(sums(&world, &bank).await, (2_000, 2_000));
    }

    async fn the_first_way_to_the_bank_leads_there_although_an_answer_was_lost(world: World) {
        let bank = selling(&world, 5).await;
        let placed = world.place("TENT", 1).await.unwrap();
        name(&world, &bank, &placed, CardWord::NeedsBank).await;
        bank.fails(Fault::AnswerLost);
        collect(&world, &bank).await;
        later(&world, 1);
        collect(&world, &bank).await;
        at_bank(&world, &bank, &placed).await;
    }

    async fn a_debit_whose_answer_was_lost_is_not_asked_for_again(world: World) {
        let bank = selling(&world, 5).await;
        let placed = world.place("TENT", 1).await.unwrap();
        name(&world, &bank, &placed, CardWord::DebitFails).await;
        bank.fails(Fault::AnswerLost);
        collect(&world, &bank).await;
        later(&world, 1);
        collect(&world, &bank).await;
        assert_eq!(charge(&world, &placed).await.state, State::Settling);
        later(&world, 24 * 5 + 1);
        collect(&world, &bank).await;
        assert_eq!(state(&world, &placed).await, PaymentState::Failed);
        name(&world, &bank, &placed, CardWord::Works).await;
        collect(&world, &bank).await;
        assert_eq!(charge(&world, &placed).await.state, State::Paid);
        assert_eq!(bank.keys().len(), 2);
    }

    async fn a_card_that_is_saved_while_another_is_asked_is_asked_next(world: World) {
        let bank = selling(&world, 5).await;
        for (word, lost) in [(CardWord::Expires, true), (CardWord::DebitFails, false)] {
            let placed = world.place("TENT", 1).await.unwrap();
            name(&world, &bank, &placed, word).await;
            if lost {
                bank.fails(Fault::AnswerLost);
            }
            collect(&world, &bank).await;
            let waits = if lost { State::Unknown } else { State::Settling };
            assert_eq!(charge(&world, &placed).await.state, waits);
            name(&world, &bank, &placed, CardWord::Works).await;
            later(&world, 24 * 5 + 1);
            collect(&world, &bank).await;
            assert_eq!(charge(&world, &placed).await.state, State::Paid, "{word:?}");
        }
        assert_eq!(sums(&world, &bank).await, (2_000, 2_000));
    }

    async fn who_answers_their_bank_and_does_not_come_back_has_paid(world: World) {
        let bank = selling(&world, 5).await;
        let placed = world.place("TENT", 1).await.unwrap();
        name(&world, &bank, &placed, CardWord::NeedsBank).await;
        collect(&world, &bank).await;
        let session = at_bank(&world, &bank, &placed).await;
        later(&world, 1);
        collect(&world, &bank).await;
        assert_eq!(charge(&world, &placed).await.state, State::Action, "they are still there");
        let asked = bank.keys().len();
        bank.simulator.answer_bank(&session, true, world.engine.now()).await.unwrap().unwrap();
        later(&world, 1);
        collect(&world, &bank).await;
        assert_eq!(charge(&world, &placed).await.state, State::Paid);
        assert_eq!((bank.keys().len(), sums(&world, &bank).await), (asked, (1_000, 1_000)));
    }

    async fn what_a_gateway_refuses_is_told_once_and_listed(world: World) {
        let bank = selling(&world, 5).await;
        let placed = world.place("TENT", 1).await.unwrap();
        name(&world, &bank, &placed, CardWord::Works).await;
        for _ in 0..3 {
            bank.fails(Fault::Refused);
            collect(&world, &bank).await;
            later(&world, 1);
        }
        let shop = world.engine.shop("demo").await.unwrap();
        let listed = world.engine.attention(&shop).await.unwrap().unknown_charges.items;
        assert!(listed.len() == 1 && listed[0].is_refused, "{listed:?}");
        let story = world.engine.order_story(&shop, placed.order.as_str()).await.unwrap();
        let told = format!("{:?}", story.events);
        assert_eq!(told.matches("Refused").count(), 1, "{told}");
        collect(&world, &bank).await;
        assert_eq!(charge(&world, &placed).await.state, State::Paid);
        assert!(world.engine.attention(&shop).await.unwrap().unknown_charges.items.is_empty());
    }

    async fn what_is_left_of_an_order_and_costs_nothing_is_not_cancelled_for_want_of_a_card(world: World) {
        let bank = selling(&world, 5).await;
        let mut free = crate::world::product("card", &["CARD"], None);
        free.variants[0].price.minor = 0;
        let save = dockline_engine::command::SaveProduct { product: free, if_version: None };
        world.run(save).await.unwrap();
        world.stock("CARD", 5).await;
        let lines = vec![line("TENT", 1), line("CARD", 1)];
        let placed = world.run(order(lines, Ship::AsAvailable)).await.unwrap();
        collect(&world, &bank).await;
        assert_eq!(state(&world, &placed).await, PaymentState::Wanted);
        world.run(cancelling(&placed, "TENT")).await.unwrap();
        later(&world, 1);
        collect(&world, &bank).await;
        assert_eq!(state(&world, &placed).await, PaymentState::None);
        world.run(pack(&placed)).await.unwrap();
    }

    async fn what_was_paid_of_a_parcel_that_is_passed_on_is_to_be_given_back(world: World) {
        let bank = selling(&world, 5).await;
        let placed = world.place("TENT", 1).await.unwrap();
        name(&world, &bank, &placed, CardWord::Expires).await;
        collect(&world, &bank).await;
        let charged = charge(&world, &placed).await.id;
        world.run(CancelCharge { charge: charged.clone(), if_version: None }).await.unwrap();
        collect(&world, &bank).await;
        let half = MarkPaid {
            charge: charged.clone(),
            minor: 500,
            day: None,
            note: None,
            if_version: None,
        };
        world.run(half).await.unwrap();
        world.run(RetryCharge { charge: charged, if_version: None }).await.unwrap();
        collect(&world, &bank).await;
        later(&world, 73);
        collect(&world, &bank).await;
        let passed_on = charge(&world, &placed).await;
        assert_eq!((passed_on.amount.minor, passed_on.give_back.minor), (0, 500), "{passed_on:?}");
    }

    async fn shipping_goes_with_another_parcel_that_is_not_paid(world: World) {
        let bank = selling(&world, 5).await;
        world.product("mat", &["MAT"]).await;
        world.supply("PO-M", "MAT", 5, None).await;
        let change = RulesChange { shipping_minor: Some(490), ..RulesChange::default() };
        world.run(ChangeShop { change, ..ChangeShop::default() }).await.unwrap();
        let lines = vec![line("TENT", 1), line("MAT", 1)];
        let placed = world.run(order(lines, Ship::AsAvailable)).await.unwrap();
        name(&world, &bank, &placed, CardWord::Expires).await;
        collect(&world, &bank).await;
        world.receive("PO-M", &[("MAT", 1)]).await.unwrap();
        collect(&world, &bank).await;
        world.run(cancelling(&placed, "TENT")).await.unwrap();
        collect(&world, &bank).await;
        name(&world, &bank, &placed, CardWord::Works).await;
        collect(&world, &bank).await;
        let paid = charge(&world, &placed).await;
        assert_eq!((paid.state, paid.amount.minor), (State::Paid, 1_490));
        assert_eq!(sums(&world, &bank).await, (1_490, 1_490));
    }

    async fn an_order_whose_card_is_begun_at_once_has_half_an_hour_too(world: World) {
        let bank = selling(&world, 5).await;
        let placed = world.place("TENT", 1).await.unwrap();
        let shop = world.engine.shop("demo").await.unwrap();
        world.engine.charges_asked(&shop).await.unwrap();
        // As if nobody had written down that a card is wanted.
        let raw = Raw::open(&world.database.url).await;
        raw.execute("delete from methods").await;
        raw.close().await;
        let words = ("http://shop.example/back", "en");
        world.engine.begin_method(bank.as_ref(), &placed.token, words).await.unwrap();
        later(&world, 1);
        collect(&world, &bank).await;
        assert_eq!(state(&world, &placed).await, PaymentState::Lapsed);
    }

    async fn what_an_older_program_let_fall_due_is_asked_for_once_a_card_is_saved(world: World) {
        let bank = selling(&world, 5).await;
        let placed = world.place("TENT", 1).await.unwrap();
        name(&world, &bank, &placed, CardWord::Works).await;
        let shop = world.engine.shop("demo").await.unwrap();
        world.engine.charges_asked(&shop).await.unwrap();
        let raw = Raw::open(&world.database.url).await;
        raw.execute("update charges set next_at = null, hold_until = 1").await;
        raw.close().await;
        collect(&world, &bank).await;
        assert_eq!(charge(&world, &placed).await.state, State::Due);
        name(&world, &bank, &placed, CardWord::Works).await;
        collect(&world, &bank).await;
        assert_eq!(charge(&world, &placed).await.state, State::Paid);
    }

    async fn nothing_of_a_card_is_kept_of_a_person_who_was_erased(world: World) {
        let bank = selling(&world, 5).await;
        let placed = world.place("TENT", 2).await.unwrap();
        name(&world, &bank, &placed, CardWord::NeedsBank).await;
        collect(&world, &bank).await;
        at_bank(&world, &bank, &placed).await;
        let raw = Raw::open(&world.database.url).await;
        let links = "select count(*) from attempts where body like $1";
        assert_eq!(raw.count(links, "%secret%").await, 0, "the link of an order is not kept");
        // Another page is open while the order is cancelled and its person erased.
        let words = ("http://shop.example/back", "en");
        let begun = world.engine.begin_method(bank.as_ref(), &placed.token, words).await.unwrap();
        let Naming::At(page) = begun else { panic!("there is a page") };
        world.run(cancelling(&placed, "TENT")).await.unwrap();
        world.run(cancelling(&placed, "TENT")).await.unwrap();
        collect(&world, &bank).await;
        let email = view(&world, &placed).await.person.email.to_string();
        let finish = async || {
            let session = page.rsplit('/').next().unwrap();
            let now = world.engine.now();
            bank.simulator.name_card(session, CardWord::Works, now).await.unwrap();
            world.engine.came_back(bank.as_ref(), &placed.token).await.unwrap();
        };
        finish().await;
        let kept = "select count(*) from methods where card like $1";
        assert_eq!(raw.count(kept, "%4242%").await, 0, "nothing is charged by it");
        world.run(ErasePerson { email }).await.unwrap();
        finish().await;
        let kept = "select count(*) from methods where card is not null or customer is not null
            or reference is not null or session is not null or session_url is not null or state = $1";
        assert_eq!(raw.count(kept, "verified and known").await, 0);
        let kept = "select count(*) from attempts where body like $1";
        for begin in ["%pm%", "%cus%"] {
            assert_eq!(raw.count(kept, begin).await, 0, "{begin}");
        }
        raw.close().await;
    }

    async fn a_debit_that_comes_back_is_no_payment(world: World) {
        let bank = selling(&world, 5).await;
        let placed = world.place("TENT", 1).await.unwrap();
        name(&world, &bank, &placed, CardWord::DebitFails).await;
        collect(&world, &bank).await;
        assert_eq!(charge(&world, &placed).await.state, State::Settling);
        later(&world, 24 * 5 + 1);
        collect(&world, &bank).await;
        assert_eq!(state(&world, &placed).await, PaymentState::Failed);
        assert_eq!(sums(&world, &bank).await, (0, 0));
    }

    async fn an_order_that_costs_nothing_needs_no_card(world: World) {
        let bank = selling(&world, 5).await;
        let mut free = crate::world::product("card", &["CARD"], None);
        free.variants[0].price.minor = 0;
        let save = dockline_engine::command::SaveProduct { product: free, if_version: None };
        world.run(save).await.unwrap();
        world.stock("CARD", 5).await;
        let placed = world.place("CARD", 1).await.unwrap();
        collect(&world, &bank).await;
        assert_eq!(state(&world, &placed).await, PaymentState::None);
        world.run(pack(&placed)).await.unwrap();
    }

    async fn a_node_that_dies_after_it_asked_is_taken_over_and_nobody_pays_twice(world: World) {
        let bank = selling(&world, 5).await;
        let placed = world.place("TENT", 1).await.unwrap();
        name(&world, &bank, &placed, CardWord::Works).await;
        let lease = Duration::from_millis(200);
        let open = || Engine::open_with_leases(&world.database.url, world.clock.clone(), lease);
        let (dying, other) = (open().await.unwrap(), open().await.unwrap());
        bank.fails(Fault::Silent);
        let shop = dying.shop("demo").await.unwrap();
        // It is gone as soon as it has asked, and hears nothing.
        let has_asked = async {
            while bank.keys().is_empty() {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::select! {
            heard = dying.collect_now(&shop, bank.clone()) => panic!("{heard:?}"),
            () = has_asked => {}
        }
        assert_eq!(charge(&world, &placed).await.state, State::Asking);
        other.collect_now(&shop, bank.clone()).await.unwrap();
        assert_eq!(bank.keys().len(), 1, "while the lease lasts nobody else asks");
        tokio::time::sleep(Duration::from_millis(1_700)).await;
        other.collect_now(&shop, bank.clone()).await.unwrap();
        assert_eq!(charge(&world, &placed).await.state, State::Paid);
        assert_eq!(bank.keys().len(), 1);
        assert_eq!(sums(&world, &bank).await, (1_000, 1_000));
        dying.shut_down().await;
        other.shut_down().await;
    }

    async fn whatever_is_lost_the_gateway_and_the_ledger_have_the_same_sum(world: World) {
        let bank = selling(&world, 40).await;
        let mut dice = fastrand::Rng::with_seed(82_000);
        let mut orders = Vec::new();
        for _ in 0..30 {
            if dice.u8(..3) > 0 {
                let placed = world.place("TENT", dice.u32(1..3)).await;
                let words = [CardWord::Works, CardWord::DeclinedOnce, CardWord::NeedsBank, CardWord::Expires];
                if let Ok(placed) = placed {
                    name(&world, &bank, &placed, words[dice.usize(..4)]).await;
                    orders.push(placed);
                }
            }
            let faults = [Fault::AnswerLost, Fault::RequestLost, Fault::Away];
            if dice.bool() {
                bank.fails(faults[dice.usize(..3)]);
            }
            if let Some(placed) = orders.get(dice.usize(..orders.len().max(1))) {
                match dice.u8(..4) {
                    0 => {
                        let cancel = CancelOrder {
                            order: placed.order.clone(),
                            lines: vec![line("TENT", 1)],
                            by: Actor::Shopper,
                            reason: "changed my mind".into(),
                            if_version: None,
                        };
                        let _ = world.run(cancel).await;
                    }
                    // In whatever state the charge is.
                    1 if may_name(&view(&world, placed).await) => {
                        name(&world, &bank, placed, CardWord::Works).await;
                    }
                    _ => {}
                }
            }
            collect(&world, &bank).await;
            later(&world, dice.i64(0..30));
        }
        for _ in 0..10 {
            later(&world, 24);
            collect(&world, &bank).await;
        }
        let (taken, ledger) = sums(&world, &bank).await;
        assert!(taken == ledger && taken > 0, "{taken} {ledger}");
        let all = bank.simulator.taken(&world.shop.id).await.unwrap();
        let charges: std::collections::BTreeSet<_> = all.iter().map(|one| one.charge.to_string()).collect();
        assert_eq!(charges.len(), all.len(), "each charge succeeds once");
        for placed in &orders {
            for charge in view(&world, placed).await.payment.unwrap().charges {
                let is_over = matches!(charge.state, State::Paid | State::Cancelled);
                assert!(is_over, "nothing hangs: {charge:?}");
            }
        }
    }
}

/// What is shown of a card is in one table, and in nothing that is logged, asked or printed.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_of_a_card_is_in_the_log() {
    let world = World::new(crate::databases::sqlite()).await;
    let bank = selling(&world, 5).await;
    let placed = world.place("TENT", 1).await.unwrap();
    name(&world, &bank, &placed, CardWord::NeedsBank).await;
    collect(&world, &bank).await;
    at_bank(&world, &bank, &placed).await;
    let raw = Raw::open(&world.database.url).await;
    let logged = "select count(*) from events where instr(payload, $1) > 0";
    assert!(raw.count(logged, "charge_tried").await + raw.count(logged, "asked").await > 0);
    for canary in ["3155", "Visa", "pm_", "cus_", "secret", "simulated-bank"] {
        assert_eq!(raw.count(logged, canary).await, 0, "{canary}");
    }
    raw.close().await;
    let link = "http://shop.example/o/secret/pay".to_owned();
    let asked = bank.asked.lock().unwrap().clone();
    let (confirm, method) = asked.last().map(|(_, one)| (one, &one.method)).unwrap();
    let verified = Verified {
        customer: "cus_1".into(),
        reference: method.clone(),
        card: Card {
            brand: "Visa".into(),
            last4: "3155".into(),
            expires: "2030-03".into(),
        },
    };
    let open = Open {
        charge: charge(&world, &placed).await.id,
        minor: 1_000,
        currency: Currency::parse("EUR").unwrap(),
        customer: "cus_1".into(),
    };
    let printed = format!(
        "{confirm:?} {:?} {open:?} {:?} {:?}",
        Begun::Verified(verified),
        Outcome::Action(Some(link.clone())),
        Naming::At(link),
    );
    for canary in ["3155", "Visa", "pm_", "cus_", "secret", "2030"] {
        assert!(!printed.contains(canary), "{canary}: {printed}");
    }
}

/// The links of orders stand in what the simulated gateway keeps.
#[tokio::test]
async fn the_file_of_the_simulated_gateway_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let world = World::new(crate::databases::sqlite()).await;
    let bank = selling(&world, 5).await;
    let placed = world.place("TENT", 1).await.unwrap();
    name(&world, &bank, &placed, CardWord::Works).await;
    let file = world.database.url.strip_prefix("sqlite://").unwrap();
    let file = std::fs::metadata(format!("{file}.simulator")).unwrap();
    assert_eq!(file.permissions().mode() & 0o777, 0o600);
}

/// One shop whose gateway hangs keeps no other from being charged.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_gateway_that_hangs_for_one_shop_stops_no_other() {
    let mut world = World::new(crate::databases::sqlite()).await;
    let bank = selling(&world, 5).await;
    *bank.hangs_for.lock().unwrap() = Some(world.shop.id.clone());
    world.engine.collect_by(bank.clone());
    let placed = world.place("TENT", 1).await.unwrap();
    name(&world, &bank, &placed, CardWord::Works).await;
    let wait = || tokio::time::sleep(Duration::from_millis(25));
    while bank.keys().is_empty() {
        wait().await;
    }
    world.shop = World::create_shop(&world.engine, "other").await;
    selling(&world, 5).await;
    let placed = world.place("TENT", 1).await.unwrap();
    name(&world, &bank, &placed, CardWord::Works).await;
    for _ in 0..400 {
        let charges = view(&world, &placed).await.payment.unwrap().charges;
        if charges.iter().any(|charge| charge.state == State::Paid) {
            return;
        }
        wait().await;
    }
    panic!("the other shop waits");
}

/// An intent takes the cards of its own customer alone, as at a real gateway. That another card of an
/// order pays the same charge means nothing otherwise.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_simulated_gateway_refuses_the_card_of_another_customer() {
    let world = World::new(crate::databases::sqlite()).await;
    let bank = selling(&world, 5).await;
    for _ in 0..2 {
        let placed = world.place("TENT", 1).await.unwrap();
        name(&world, &bank, &placed, CardWord::Expires).await;
        collect(&world, &bank).await;
    }
    let asked = bank.asked.lock().unwrap().clone();
    let foreign = Confirm {
        method: asked[0].1.method.clone(),
        ..asked[1].1.clone()
    };
    let caller = Caller {
        shop: world.shop.id.clone(),
        now: world.engine.now(),
        account: Account::Simulator,
    };
    let answer = bank.simulator.confirm(&caller, "another", &foreign).await;
    assert!(matches!(answer, Err(Trouble::Refused(_))), "{answer:?}");
}
