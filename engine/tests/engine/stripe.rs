//! Cards by the shop's own account at Stripe, which is played: what the engine has written down and
//! what Stripe has done stay the same, whatever is lost on the way between them.

use crate::on_both;
use crate::simulation::rows::Raw;
use crate::world::{World, order};
use dockline_adapters::gateway::stripe::{Address, Stripe};
use dockline_domain::backorder::Actor;
use dockline_domain::money::Currency;
use dockline_domain::order::Ship;
use dockline_domain::payment::charge::State;
use dockline_domain::payment::gateway::{GatewayKind, GatewaySettings};
use dockline_domain::payment::refund::State as RefundState;
use dockline_domain::payment::stripe::Account;
use dockline_engine::command::{
    CancelCharge, CancelOrder, GiveBack, Given, HintTaken, Named, PlacedOrder, RetryCharge,
    SetGateway, SetStripe, StripeSet, TakeHint,
};
use dockline_engine::{Engine, ExecuteError, Naming, Secret, SecretKey, Settings};
use dockline_stripe_double::{Double, Fault, KEY, OTHER_KEY, TestCard, WEAK_KEY};
use dockline_view::{ChargeView, MoneyKind, PaymentState, RefundView};
use jiff::SignedDuration;
use std::sync::Arc;
use std::time::Duration;

const HOOK_SECRET: &str = "whsec_canarycanarycanary";

/// A played Stripe, and what asks it.
struct Stand {
    double: Double,
    stripe: Arc<Stripe>,
}

fn set(key: &str) -> SetStripe {
    let secret = Secret::from(key.to_owned());
    SetStripe {
        key: Some((secret, Account::of_key(key).unwrap())),
        hook_secret: None,
        transfer: None,
    }
}

/// A shop with some tents on the shelf, paid by its account.
async fn selling(world: World, stock: u32) -> (World, Stand) {
    world.engine.shut_down().await;
    let key = SecretKey::parse("c2V2ZW50ZWVuIGNyYXRlcyBvZiBtYXJpZ29sZHMhISE=").unwrap();
    let settings = Settings {
        secret_key: Some(key),
        ..Settings::default()
    };
    let engine = Engine::open_with(&world.database.url, world.clock.clone(), &settings);
    let engine = engine.await.unwrap();
    let world = World { engine, ..world };
    world.product("tent", &["TENT"]).await;
    world.stock("TENT", stock).await;
    world.run(set(KEY)).await.unwrap();
    let double = Double::start().await;
    let stripe = Stripe::at(Address::parse(&double.url).unwrap());
    let stripe = Arc::new(stripe.in_time(Duration::from_millis(700)));
    (world, Stand { double, stripe })
}

/// Does what there is to do, as far as it can be done now.
async fn collect(world: &World, stand: &Stand) {
    let shop = world.engine.shop("demo").await.unwrap();
    world.engine.charges_asked(&shop).await.unwrap();
    let stripe = stand.stripe.clone();
    world.engine.collect_now(&shop, stripe).await.unwrap();
}

async fn begin(world: &World, stand: &Stand, placed: &PlacedOrder) -> String {
    let words = ("https://shop.example/o/secret/pay?back=1", "en");
    let stripe = stand.stripe.as_ref();
    match world
        .engine
        .begin_method(stripe, &placed.token, words)
        .await
    {
        Ok(Naming::At(url)) => url.rsplit('/').next().unwrap().to_owned(),
        other => panic!("{other:?}"),
    }
}

/// Names a card on the page, and comes back.
async fn name(world: &World, stand: &Stand, placed: &PlacedOrder, card: TestCard) {
    let session = begin(world, stand, placed).await;
    assert!(stand.double.save_card(&session, card));
    let stripe = stand.stripe.as_ref();
    world.engine.came_back(stripe, &placed.token).await.unwrap();
}

async fn placed_by(world: &World, stand: &Stand, card: TestCard) -> PlacedOrder {
    let placed = world.place("TENT", 1).await.unwrap();
    name(world, stand, &placed, card).await;
    placed
}

async fn charge(world: &World, placed: &PlacedOrder) -> ChargeView {
    let order = world.engine.order(&placed.token).await.unwrap();
    order.payment.unwrap().charges.pop().unwrap()
}

async fn refund(world: &World, placed: &PlacedOrder) -> RefundView {
    let shop = world.engine.shop("demo").await.unwrap();
    let mut all = world.engine.refunds_of(&shop, &placed.order).await.unwrap();
    all.pop().unwrap()
}

/// What the ledger says came, and what went.
async fn ledger(world: &World) -> (i64, i64) {
    let shop = world.engine.shop("demo").await.unwrap();
    let page = world.engine.ledger(&shop, (None, None), None, 200).await;
    let items = page.unwrap().items;
    let sum = |kinds: &[MoneyKind]| {
        let of_kind = items.iter().filter(|entry| kinds.contains(&entry.kind));
        of_kind.map(|entry| entry.amount.minor).sum::<i64>()
    };
    let back = sum(&[MoneyKind::Refunded, MoneyKind::RefundFailed]);
    (sum(&[MoneyKind::Captured]), -back)
}

/// Both sides say the same.
async fn agrees(world: &World, stand: &Stand, taken: i64, given: i64) {
    assert_eq!(ledger(world).await, (taken, given), "the ledger");
    let there = (stand.double.taken(), stand.double.given_back());
    assert_eq!(there, (taken, given), "Stripe");
}

fn later(world: &World, by: SignedDuration) {
    world.clock.set(world.clock.now().checked_add(by).unwrap());
}

fn cancelling(placed: &PlacedOrder) -> CancelOrder {
    CancelOrder {
        order: placed.order.clone(),
        lines: Vec::new(),
        by: Actor::Shopper,
        reason: "changed my mind".into(),
        if_version: None,
    }
}

fn giving(placed: &PlacedOrder, minor: i64) -> GiveBack {
    GiveBack {
        order: placed.order.clone(),
        charge: None,
        given: Given::Sum {
            minor,
            currency: None,
        },
        reason: "a scratch".into(),
        is_unlimited: false,
        if_version: None,
    }
}

/// Tells of the events of one kind, as often as is said.
async fn told(world: &World, stand: &Stand, kind: &str) -> Vec<HintTaken> {
    let events = stand.double.events();
    let mut taken = Vec::new();
    for event in events.iter().filter(|event| event.kind == kind) {
        let body: serde_json::Value = serde_json::from_str(&event.body).unwrap();
        let object = &body["data"]["object"];
        let id = object["id"].as_str().unwrap().to_owned();
        let named = match (
            object["object"].as_str().unwrap(),
            object["payment_intent"].as_str(),
        ) {
            ("checkout.session", _) => Named::Session(id),
            ("payment_intent", _) => Named::Intent(id),
            (_, intent) => Named::Intent(intent.unwrap().to_owned()),
        };
        let hint = TakeHint {
            gateway: 1,
            event: event.id.clone(),
            named,
        };
        taken.push(world.run(hint).await.unwrap());
    }
    taken
}

on_both! {
    async fn a_card_is_named_at_once_charged_when_the_parcel_leaves_and_given_back(world: World) {
        let (world, stand) = selling(world, 0).await;
        world.two_supplies("TENT", 5).await;
        let placed = placed_by(&world, &stand, TestCard::Works).await;
        let order = world.engine.order(&placed.token).await.unwrap();
        let payment = order.payment.unwrap();
        assert_eq!(payment.state(), PaymentState::Verified);
        collect(&world, &stand).await;
        agrees(&world, &stand, 0, 0).await;
        world.receive("PO-A", &[("TENT", 2)]).await.unwrap();
        collect(&world, &stand).await;
        assert_eq!(charge(&world, &placed).await.state, State::Paid);
        agrees(&world, &stand, 1_000, 0).await;
        // The object is opened without money, and its name stands fast before the money is asked for.
        let seen = stand.double.seen();
        let at = |path: &str| seen.iter().position(|one| one.method == "POST" && one.path.ends_with(path));
        assert!(at("/payment_intents") < at("/confirm"));
        let keys: Vec<_> = seen.iter().filter(|one| one.method == "POST").map(|one| one.key.clone().unwrap()).collect();
        assert!(keys.iter().all(|key| key.starts_with("dl1:")), "{keys:?}");

        world.run(giving(&placed, 400)).await.unwrap();
        collect(&world, &stand).await;
        assert_eq!(refund(&world, &placed).await.state, RefundState::Sent);
        agrees(&world, &stand, 1_000, 400).await;
        let again = RetryCharge { charge: charge(&world, &placed).await.id, if_version: None };
        assert!(world.run(again).await.is_err(), "what is paid is not asked for again");
    }

    async fn whatever_is_lost_on_the_way_money_is_taken_once(world: World) {
        let (world, stand) = selling(world, 20).await;
        let mut taken = 0;
        for (path, fault) in [
            ("/confirm", Fault::AnswerLost),
            ("/confirm", Fault::RequestLost),
            ("/confirm", Fault::Silent),
            ("/confirm", Fault::Broken),
            ("/confirm", Fault::BrokenAfter),
            ("/confirm", Fault::TooMany),
            ("/confirm", Fault::InUse),
            ("/payment_intents", Fault::AnswerLost),
            ("/payment_intents", Fault::Broken),
        ] {
            let placed = placed_by(&world, &stand, TestCard::Works).await;
            stand.double.fails(path, fault);
            collect(&world, &stand).await;
            let state = charge(&world, &placed).await.state;
            assert!(!state.is_to_repair(), "{path} {fault:?}: nobody said no: {state:?}");
            for _ in 0..4 {
                later(&world, SignedDuration::from_mins(1));
                collect(&world, &stand).await;
            }
            taken += 1_000;
            assert_eq!(charge(&world, &placed).await.state, State::Paid, "{path} {fault:?}");
            agrees(&world, &stand, taken, 0).await;
        }
    }

    async fn a_no_is_repaired_by_another_card_on_the_same_object(world: World) {
        let (world, stand) = selling(world, 5).await;
        let placed = placed_by(&world, &stand, TestCard::Stolen).await;
        collect(&world, &stand).await;
        assert!(charge(&world, &placed).await.state.is_to_repair());
        later(&world, SignedDuration::from_hours(30));
        collect(&world, &stand).await;
        let asked = |stand: &Stand| stand.double.seen().iter().filter(|one| one.path.ends_with("/confirm")).count();
        assert_eq!(asked(&stand), 1, "the networks forbid to try it again");
        name(&world, &stand, &placed, TestCard::Works).await;
        collect(&world, &stand).await;
        assert_eq!(charge(&world, &placed).await.state, State::Paid);
        agrees(&world, &stand, 1_000, 0).await;
        assert_eq!(stand.double.objects("pi_").len(), 1);
        assert_eq!(stand.double.objects("cus_").len(), 1);

        let soft = placed_by(&world, &stand, TestCard::DeclinedOnce).await;
        collect(&world, &stand).await;
        assert!(charge(&world, &soft).await.state.is_to_repair());
        later(&world, SignedDuration::from_hours(24));
        collect(&world, &stand).await;
        assert_eq!(charge(&world, &soft).await.state, State::Paid);
        agrees(&world, &stand, 2_000, 0).await;
    }

    async fn the_bank_is_answered_on_its_page_in_two_tabs_and_paid_once(world: World) {
        let (world, stand) = selling(world, 5).await;
        let placed = placed_by(&world, &stand, TestCard::NeedsBank).await;
        collect(&world, &stand).await;
        assert_eq!(charge(&world, &placed).await.state, State::Action);
        let (stripe, back) = (stand.stripe.as_ref(), "https://shop.example/back");
        let step = async || world.engine.begin_bank_step(stripe, &placed.token, back).await.unwrap();
        let (first, second) = (step().await.unwrap(), step().await.unwrap());
        let intent = |url: &str| url.rsplit('/').next().unwrap().to_owned();
        assert_eq!(intent(&first), intent(&second));
        stand.double.answer_bank(&intent(&first), true);
        stand.double.answer_bank(&intent(&second), true);
        world.engine.came_back(stripe, &placed.token).await.unwrap();
        world.engine.came_back(stripe, &placed.token).await.unwrap();
        assert_eq!(charge(&world, &placed).await.state, State::Paid);
        agrees(&world, &stand, 1_000, 0).await;
    }

    async fn who_cancels_while_money_is_asked_for_gets_all_of_it_back(world: World) {
        let (world, stand) = selling(world, 5).await;
        let placed = placed_by(&world, &stand, TestCard::Works).await;
        stand.double.fails("/confirm", Fault::AnswerLost);
        collect(&world, &stand).await;
        world.run(cancelling(&placed)).await.unwrap();
        for _ in 0..4 {
            later(&world, SignedDuration::from_mins(1));
            collect(&world, &stand).await;
        }
        agrees(&world, &stand, 1_000, 1_000).await;
        // And who cancels before, is never asked.
        let early = placed_by(&world, &stand, TestCard::Stolen).await;
        collect(&world, &stand).await;
        world.run(cancelling(&early)).await.unwrap();
        collect(&world, &stand).await;
        let gone = stand.double.objects("pi_");
        assert_eq!(gone.iter().filter(|intent| intent["status"] == "canceled").count(), 1);
        agrees(&world, &stand, 1_000, 1_000).await;
    }

    async fn what_stripe_says_by_itself_is_looked_into_once_and_believed_in_nothing(world: World) {
        let (world, stand) = selling(world, 5).await;
        // A card was named, and its owner did not come back.
        let placed = world.place("TENT", 1).await.unwrap();
        let session = begin(&world, &stand, &placed).await;
        assert!(stand.double.save_card(&session, TestCard::Debit));
        assert_eq!(told(&world, &stand, "checkout.session.completed").await, [HintTaken::New]);
        assert_eq!(told(&world, &stand, "checkout.session.completed").await, [HintTaken::Again]);
        collect(&world, &stand).await;
        collect(&world, &stand).await;
        let owed = charge(&world, &placed).await;
        assert_eq!(owed.state, State::Settling);
        // A debit that arrives is heard of before it is looked for.
        let intent = stand.double.objects("pi_")[0]["id"].as_str().unwrap().to_owned();
        let lie = |event: &str, name: &str| TakeHint {
            gateway: 1,
            event: event.to_owned(),
            named: Named::Intent(name.to_owned()),
        };
        assert_eq!(world.run(lie("evt_lie", &intent)).await.unwrap(), HintTaken::New);
        collect(&world, &stand).await;
        assert_eq!(charge(&world, &placed).await.state, State::Settling, "it is read, and says so");
        stand.double.settle(&intent, true);
        assert_eq!(told(&world, &stand, "payment_intent.succeeded").await, [HintTaken::New]);
        collect(&world, &stand).await;
        assert_eq!(charge(&world, &placed).await.state, State::Paid);
        // What was true before is told after it, and changes nothing.
        told(&world, &stand, "payment_intent.processing").await;
        told(&world, &stand, "payment_intent.created").await;
        collect(&world, &stand).await;
        assert_eq!(charge(&world, &placed).await.state, State::Paid);
        agrees(&world, &stand, 1_000, 0).await;
        // What is of no order here is not kept.
        assert_eq!(world.run(lie("evt_other", "pi_of_somebody_else")).await.unwrap(), HintTaken::Foreign);
        let other = TakeHint { gateway: 2, ..lie("evt_wrong", &intent) };
        assert_eq!(world.run(other).await.unwrap(), HintTaken::Foreign);

        // A refund that comes back is heard of.
        world.run(giving(&placed, 300)).await.unwrap();
        collect(&world, &stand).await;
        agrees(&world, &stand, 1_000, 300).await;
        let back = stand.double.objects("re_")[0]["id"].as_str().unwrap().to_owned();
        stand.double.fail_refund(&back);
        told(&world, &stand, "refund.failed").await;
        collect(&world, &stand).await;
        assert_eq!(refund(&world, &placed).await.state, RefundState::Failed);
        agrees(&world, &stand, 1_000, 0).await;
    }

    async fn a_message_about_a_no_that_was_heard_asks_for_nothing_again(world: World) {
        let (world, stand) = selling(world, 5).await;
        let placed = placed_by(&world, &stand, TestCard::Declined).await;
        collect(&world, &stand).await;
        let before = charge(&world, &placed).await;
        told(&world, &stand, "payment_intent.payment_failed").await;
        for _ in 0..3 {
            collect(&world, &stand).await;
        }
        assert_eq!(charge(&world, &placed).await, before);
        let asked = stand.double.seen();
        assert_eq!(asked.iter().filter(|one| one.path.ends_with("/confirm")).count(), 1);
    }

    async fn money_goes_back_once_whatever_is_lost(world: World) {
        let (world, stand) = selling(world, 20).await;
        let mut turns = 0;
        for fault in [Fault::AnswerLost, Fault::RequestLost, Fault::Broken, Fault::BrokenAfter, Fault::TooMany] {
            let placed = placed_by(&world, &stand, TestCard::Works).await;
            collect(&world, &stand).await;
            world.run(giving(&placed, 250)).await.unwrap();
            stand.double.fails("/refunds", fault);
            for _ in 0..4 {
                collect(&world, &stand).await;
                later(&world, SignedDuration::from_mins(1));
            }
            turns += 1;
            assert_eq!(refund(&world, &placed).await.state, RefundState::Sent, "{fault:?}");
            agrees(&world, &stand, turns * 1_000, turns * 250).await;
        }
    }

    async fn a_key_that_may_not_is_the_shops_to_mend_and_nobody_loses_units(world: World) {
        let (world, stand) = selling(world, 5).await;
        let placed = placed_by(&world, &stand, TestCard::Works).await;
        collect(&world, &stand).await;
        let weak = world.run(set(WEAK_KEY)).await.unwrap();
        assert_eq!(weak.gateway, 1, "the same account has one number");
        world.run(giving(&placed, 100)).await.unwrap();
        collect(&world, &stand).await;
        assert!(refund(&world, &placed).await.is_refused);
        world.run(set(OTHER_KEY)).await.unwrap();
        let retry = dockline_engine::command::RetryRefund { refund: refund(&world, &placed).await.id, if_version: None };
        world.run(retry).await.unwrap();
        collect(&world, &stand).await;
        agrees(&world, &stand, 1_000, 100).await;

        // A key that was taken away: charges wait for the next one.
        world.run(set("rk_test_51NobodyNobodyNobody")).await.unwrap();
        let waits = world.place("TENT", 1).await.unwrap();
        let words = ("https://shop.example/back", "en");
        let begun = world.engine.begin_method(stand.stripe.as_ref(), &waits.token, words).await;
        assert!(begun.is_err());
        world.run(set(KEY)).await.unwrap();
        name(&world, &stand, &waits, TestCard::Works).await;
        collect(&world, &stand).await;
        agrees(&world, &stand, 2_000, 100).await;
    }

    async fn an_order_lapses_unheard_only_where_the_account_is_a_former_one(world: World) {
        const GONE: &str = "rk_test_51NobodyNobodyNobody";
        let (world, stand) = selling(world, 5).await;
        let late = async |world: &World| {
            world.clock.set(world.clock.now().checked_add(SignedDuration::from_mins(31)).unwrap());
            collect(world, &stand).await;
        };
        let state = async |placed: &PlacedOrder| {
            world.engine.order(&placed.token).await.unwrap().payment.unwrap().state()
        };
        // A card was saved, and nobody came back. The account does not say so: its key was taken away.
        let saved = world.place("TENT", 1).await.unwrap();
        assert!(stand.double.save_card(&begin(&world, &stand, &saved).await, TestCard::Works));
        world.run(set(GONE)).await.unwrap();
        late(&world).await;
        assert_eq!(state(&saved).await, PaymentState::Wanted);
        world.run(set(KEY)).await.unwrap();
        collect(&world, &stand).await;
        assert_eq!(state(&saved).await, PaymentState::Verified);
        // Of a former account nothing is ever heard, and its orders keep no units.
        let unheard = world.place("TENT", 1).await.unwrap();
        begin(&world, &stand, &unheard).await;
        world.run(set(GONE)).await.unwrap();
        let settings = Some(GatewaySettings::of(GatewayKind::Manual));
        world.run(SetGateway { settings }).await.unwrap();
        late(&world).await;
        assert_eq!(state(&unheard).await, PaymentState::Lapsed);
    }

    async fn orders_from_before_stay_with_the_account_that_took_their_card(world: World) {
        let (world, stand) = selling(world, 5).await;
        let before = placed_by(&world, &stand, TestCard::Works).await;
        let settings = Some(GatewaySettings::of(GatewayKind::Manual));
        world.run(SetGateway { settings }).await.unwrap();
        collect(&world, &stand).await;
        assert_eq!(charge(&world, &before).await.state, State::Paid);
        // Another account has a number of its own, and the secret of the one before proves nothing there.
        let with_secret = SetStripe { hook_secret: Some(Secret::from(HOOK_SECRET.to_owned())), ..set(KEY) };
        let again: StripeSet = world.run(with_secret).await.unwrap();
        assert_eq!(again.gateway, 3);
        assert!(again.account.has_hook_secret);
        let (key, account) = set("sk_live_51LiveLiveLiveLive").key.unwrap();
        let live = SetStripe { key: Some((key, account)), ..set(KEY) };
        let live = world.run(live).await.unwrap();
        assert_eq!((live.gateway, live.account.has_hook_secret), (4, false));
        let shop = world.engine.shop("demo").await.unwrap();
        assert!(!shop.payments_played, "money moves now");
        assert!(world.engine.hook_proof(&shop.id, 4).await.unwrap().is_none());
        assert_eq!(world.engine.hook_proof(&shop.id, 3).await.unwrap().unwrap().secrets.len(), 1);
    }

    async fn a_proof_that_was_replaced_counts_for_a_day(world: World) {
        let (world, _stand) = selling(world, 1).await;
        let proof = |text: &str| SetStripe {
            key: None,
            hook_secret: Some(Secret::from(text.to_owned())),
            transfer: None,
        };
        for text in [HOOK_SECRET, "whsec_anotheranotheranother"] {
            world.run(proof(text)).await.unwrap();
        }
        let shop = world.engine.shop("demo").await.unwrap();
        let count = async || world.engine.hook_proof(&shop.id, 1).await.unwrap().unwrap().secrets.len();
        assert_eq!(count().await, 2);
        later(&world, SignedDuration::from_hours(25));
        assert_eq!(count().await, 1);
        // Without a key there is nothing to prove a message for.
        world.run(SetGateway { settings: None }).await.unwrap();
        let refused = world.run(proof(HOOK_SECRET)).await;
        assert!(matches!(refused, Err(ExecuteError::Invalid(_))), "{refused:?}");
    }

    async fn no_secret_stands_anywhere_in_the_database_as_it_is(world: World) {
        let (world, stand) = selling(world, 5).await;
        let secret = SetStripe { hook_secret: Some(Secret::from(HOOK_SECRET.to_owned())), ..set(KEY) };
        assert!(!format!("{secret:?}").contains("Double") && !format!("{secret:?}").contains("canary"));
        world.run(secret).await.unwrap();
        placed_by(&world, &stand, TestCard::Works).await;
        collect(&world, &stand).await;
        let raw = Raw::open(&world.database.url).await;
        for text in ["%DoubleDouble%", "%canary%"] {
            for kept in [
                "select count(*) from events where payload like $1",
                "select count(*) from gateways where settings like $1 or key_sealed like $1 or hook_secret like $1",
                "select count(*) from attempts where body like $1",
                "select count(*) from methods where session_url like $1 or card like $1",
                "select count(*) from shops where profile like $1 or sealed_key like $1",
            ] {
                assert_eq!(raw.count(kept, text).await, 0, "{kept} {text}");
            }
        }
        raw.close().await;
    }

    async fn what_stripe_never_takes_is_refused_when_it_is_ordered(world: World) {
        let (world, _stand) = selling(world, 5).await;
        let mut cheap = crate::world::product("peg", &["PEG"], None);
        cheap.variants[0].price.minor = 49;
        world.run(dockline_engine::command::SaveProduct { product: cheap, if_version: None }).await.unwrap();
        world.stock("PEG", 5).await;
        let refused = world.run(order(vec![crate::world::line("PEG", 1)], Ship::Complete)).await;
        let Err(ExecuteError::Invalid(errors)) = refused else { panic!("{refused:?}") };
        assert_eq!(errors[0].pointer, "/lines");
        world.run(order(vec![crate::world::line("PEG", 2)], Ship::Complete)).await.unwrap();
        assert_eq!(Currency::parse("EUR").unwrap().minor_digits(), 2);
    }

    async fn a_charge_that_somebody_takes_over_is_let_go_at_stripe(world: World) {
        let (world, stand) = selling(world, 5).await;
        let placed = placed_by(&world, &stand, TestCard::Declined).await;
        collect(&world, &stand).await;
        let cancel = CancelCharge { charge: charge(&world, &placed).await.id, if_version: None };
        world.run(cancel).await.unwrap();
        collect(&world, &stand).await;
        assert_eq!(charge(&world, &placed).await.state, State::Due);
        assert_eq!(stand.double.objects("pi_")[0]["status"], "canceled");
        agrees(&world, &stand, 0, 0).await;
    }
}
