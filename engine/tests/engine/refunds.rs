//! What goes back: by itself when it is not owed any more, and when somebody gives it. Never more
//! than came, whatever is lost on the way.

use crate::cards::{
    Bank, Fault, cancelling, charge, collect, later, name, pack, selling, sums, view,
};
use crate::on_both;
use crate::simulation::rows::Raw;
use crate::world::{World, line, order};
use dockline_adapters::gateway::simulator::CardWord;
use dockline_domain::backorder::Actor;
use dockline_domain::id::RefundId;
use dockline_domain::order::Ship;
use dockline_domain::payment::charge::State as ChargeState;
use dockline_domain::payment::gateway::{GatewayKind, GatewaySettings};
use dockline_domain::payment::refund::State;
use dockline_domain::payment::rules::PaymentRulesChange;
use dockline_domain::refusal::{MoneyRefused, Refusal};
use dockline_domain::shop::RulesChange;
use dockline_engine::command::{
    CancelOrder, ChangeShop, CorrectNote, ErasePerson, ExtendCharge, GiveBack, Given, MarkPaid,
    NoteRefund, PlacedOrder, RetryRefund, SetGateway, WaiveCharge,
};
use dockline_engine::{Engine, ExecuteError};
use dockline_view::{MoneyKind, RefundView};
use std::sync::Arc;
use std::time::Duration;

async fn refunds(world: &World, placed: &PlacedOrder) -> Vec<RefundView> {
    view(world, placed).await.payment.unwrap().refunds
}

/// States and amounts, the oldest first.
async fn going(world: &World, placed: &PlacedOrder) -> Vec<(State, i64)> {
    let all = refunds(world, placed).await;
    all.iter()
        .map(|one| (one.state, one.amount.minor))
        .collect()
}

/// What went back by the ledger, what the gateway has sent, and what the charges say.
async fn returned(world: &World, bank: &Bank) -> (i64, i64) {
    let shop = world.engine.shop("demo").await.unwrap();
    let ledger = world
        .engine
        .ledger(&shop, (None, None), None, 200)
        .await
        .unwrap();
    let back = ledger
        .items
        .iter()
        .filter(|entry| matches!(entry.kind, MoneyKind::Refunded | MoneyKind::RefundFailed));
    let now = world.engine.now();
    (
        -back.map(|entry| entry.amount.minor).sum::<i64>(),
        bank.simulator
            .given_back(&world.shop.id, now)
            .await
            .unwrap(),
    )
}

/// An order of some tents that is charged.
async fn charged(world: &World, bank: &Arc<Bank>, units: u32, word: CardWord) -> PlacedOrder {
    let placed = world.place("TENT", units).await.unwrap();
    name(world, bank, &placed, word).await;
    collect(world, bank).await;
    assert_eq!(charge(world, &placed).await.state, ChargeState::Paid);
    placed
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

fn noted(refund: &RefundId) -> NoteRefund {
    NoteRefund {
        refund: refund.clone(),
        day: None,
        note: Some("by transfer".into()),
        if_version: None,
    }
}

/// What somebody has to send, and what may have been sent.
async fn listed(world: &World) -> (Vec<RefundView>, Vec<RefundView>) {
    let shop = world.engine.shop("demo").await.unwrap();
    let attention = world.engine.attention(&shop).await.unwrap();
    (attention.refunds.items, attention.unknown_refunds.items)
}

async fn by_transfer(world: &World) {
    let settings = GatewaySettings::of(GatewayKind::Manual);
    let settings = Some(settings);
    world.run(SetGateway { settings }).await.unwrap();
}

async fn arrives(world: &World, placed: &PlacedOrder, minor: i64) {
    let shop = world.engine.shop("demo").await.unwrap();
    world.engine.charges_asked(&shop).await.unwrap();
    let paid = MarkPaid {
        charge: charge(world, placed).await.id,
        minor,
        day: None,
        note: None,
        if_version: None,
    };
    world.run(paid).await.unwrap();
}

on_both! {
    async fn what_is_cancelled_after_it_was_paid_goes_back_by_the_gateway(world: World) {
        let bank = selling(&world, 5).await;
        let placed = charged(&world, &bank, 2, CardWord::Works).await;
        world.run(cancelling(&placed, "TENT")).await.unwrap();
        assert_eq!(going(&world, &placed).await, [(State::Due, 1_000)]);
        assert_eq!(charge(&world, &placed).await.give_back.minor, 1_000, "until it is sent");
        collect(&world, &bank).await;
        assert_eq!(going(&world, &placed).await, [(State::Sent, 1_000)]);
        let kept = charge(&world, &placed).await;
        assert_eq!((kept.state, kept.paid.minor, kept.give_back.minor), (ChargeState::Paid, 1_000, 0));
        assert_eq!(returned(&world, &bank).await, (1_000, 1_000));
        // The rest is packed, and nobody is charged again.
        world.run(pack(&placed)).await.unwrap();
        collect(&world, &bank).await;
        assert_eq!(sums(&world, &bank).await, (2_000, 2_000));
        assert_eq!(bank.given.lock().unwrap().len(), 1);
    }

    async fn a_cancellation_that_comes_too_late_for_the_bank_gives_all_of_it_back(world: World) {
        let bank = selling(&world, 5).await;
        let placed = world.place("TENT", 1).await.unwrap();
        name(&world, &bank, &placed, CardWord::Works).await;
        bank.fails(Fault::AnswerLost);
        collect(&world, &bank).await;
        world.run(cancelling(&placed, "TENT")).await.unwrap();
        later(&world, 1);
        collect(&world, &bank).await;
        let late = charge(&world, &placed).await;
        assert_eq!((late.state, late.paid.minor), (ChargeState::Paid, 0));
        assert_eq!(going(&world, &placed).await, [(State::Sent, 1_000)]);
        assert_eq!((sums(&world, &bank).await, returned(&world, &bank).await), ((1_000, 1_000), (1_000, 1_000)));
    }

    async fn whatever_is_lost_it_goes_back_once(world: World) {
        let bank = selling(&world, 5).await;
        for fault in [Fault::AnswerLost, Fault::RequestLost, Fault::Away, Fault::Refused] {
            let placed = charged(&world, &bank, 1, CardWord::Works).await;
            bank.given.lock().unwrap().clear();
            bank.giving_faults.lock().unwrap().push(fault);
            world.run(cancelling(&placed, "TENT")).await.unwrap();
            collect(&world, &bank).await;
            let refund = refunds(&world, &placed).await.remove(0);
            let waits = match fault {
                Fault::AnswerLost | Fault::RequestLost => State::Unknown,
                Fault::Refused => State::Failed,
                _ => State::Due,
            };
            assert_eq!((refund.state, refund.is_refused), (waits, fault == Fault::Refused), "{fault:?}");
            let (to_send, not_known) = listed(&world).await;
            assert_eq!((to_send.len(), not_known.len()), (usize::from(waits == State::Failed), usize::from(waits == State::Unknown)), "{fault:?}");
            // Nobody sends by hand what the gateway may have sent.
            if waits == State::Unknown {
                let refused = world.run(noted(&refund.id)).await;
                assert!(matches!(refused, Err(ExecuteError::Conflict(Refusal::Refund(_)))), "{refused:?}");
            }
            later(&world, 1);
            collect(&world, &bank).await;
            if fault == Fault::Refused {
                // It would be refused again: somebody decides.
                assert_eq!(bank.given.lock().unwrap().len(), 1);
                world.run(RetryRefund { refund: refund.id, if_version: None }).await.unwrap();
                collect(&world, &bank).await;
            }
            assert_eq!(going(&world, &placed).await, [(State::Sent, 1_000)], "{fault:?}");
            let asked = bank.given.lock().unwrap().clone();
            let same = asked.iter().all(|one| *one == asked[0]);
            assert!(same || fault == Fault::Refused, "the same words under the same key: {asked:?}");
            assert_eq!(asked.len(), if fault == Fault::AnswerLost { 1 } else { 2 }, "{fault:?}");
        }
        assert_eq!(returned(&world, &bank).await, (4_000, 4_000));
    }

    async fn a_refund_is_on_its_way_for_days_or_fails_or_comes_back(world: World) {
        let bank = selling(&world, 5).await;
        let words = [
            (CardWord::RefundPends, State::Pending, State::Sent),
            (CardWord::RefundFails, State::Failed, State::Failed),
            (CardWord::RefundReturns, State::Sent, State::Failed),
        ];
        let mut orders = Vec::new();
        for (word, at_once, _) in words {
            let placed = charged(&world, &bank, 1, word).await;
            world.run(cancelling(&placed, "TENT")).await.unwrap();
            collect(&world, &bank).await;
            assert_eq!(going(&world, &placed).await, [(at_once, 1_000)], "{word:?}");
            orders.push(placed);
        }
        assert_eq!(returned(&world, &bank).await, (1_000, 1_000));
        later(&world, 24 * 7 + 1);
        collect(&world, &bank).await;
        for (placed, (word, _, in_the_end)) in orders.iter().zip(words) {
            assert_eq!(going(&world, placed).await, [(in_the_end, 1_000)], "{word:?}");
        }
        assert_eq!(returned(&world, &bank).await, (1_000, 1_000));
        let shop = world.engine.shop("demo").await.unwrap();
        let listed = world.engine.attention(&shop).await.unwrap().refunds.items;
        assert_eq!(listed.len(), 2, "what could not be sent is for somebody to see to");
        // It came back: it is still to go back, and the ledger has both.
        let back = charge(&world, &orders[2]).await;
        assert_eq!((back.paid.minor, back.give_back.minor), (1_000, 1_000));
        let refund = refunds(&world, &orders[2]).await.remove(0);
        assert_eq!(refund.failure.as_deref(), Some("came_back"));
        world.run(noted(&refund.id)).await.unwrap();
        assert_eq!(going(&world, &orders[2]).await, [(State::Sent, 1_000)]);
        assert_eq!(returned(&world, &bank).await, (2_000, 1_000), "one of them by hand");
        // Noted once, and never sent by the gateway after that.
        let twice = world.run(noted(&refund.id)).await;
        assert!(matches!(twice, Err(ExecuteError::Conflict(Refusal::Refund(_)))), "{twice:?}");
        let retry = RetryRefund { refund: refund.id, if_version: None };
        assert!(matches!(world.run(retry).await, Err(ExecuteError::Conflict(_))));
    }

    async fn what_the_gateway_could_not_send_is_tried_again_under_another_key(world: World) {
        let bank = selling(&world, 5).await;
        let placed = charged(&world, &bank, 1, CardWord::RefundFails).await;
        world.run(cancelling(&placed, "TENT")).await.unwrap();
        collect(&world, &bank).await;
        let refund = refunds(&world, &placed).await.remove(0);
        collect(&world, &bank).await;
        assert_eq!(bank.given.lock().unwrap().len(), 1, "not by itself");
        world.run(RetryRefund { refund: refund.id, if_version: None }).await.unwrap();
        collect(&world, &bank).await;
        let asked = bank.given.lock().unwrap().clone();
        assert!(asked.len() == 2 && asked[0].0 != asked[1].0 && asked[0].1 == asked[1].1, "{asked:?}");
        assert_eq!(going(&world, &placed).await, [(State::Failed, 1_000)]);
        assert_eq!(returned(&world, &bank).await, (0, 0));
    }

    async fn nobody_gives_back_more_than_came(world: World) {
        let bank = selling(&world, 5).await;
        let placed = charged(&world, &bank, 2, CardWord::Works).await;
        let refused = world.run(giving(&placed, 2_001)).await;
        let Err(ExecuteError::Conflict(Refusal::Money(MoneyRefused::NotSoMuch { most }))) = refused else { panic!("{refused:?}") };
        assert_eq!(most.minor, 2_000);
        for wrong in [0, -5] {
            let refused = world.run(giving(&placed, wrong)).await;
            let Err(ExecuteError::Invalid(fields)) = refused else { panic!("{refused:?}") };
            assert_eq!(fields[0].pointer, "/amount/minor", "{wrong}");
        }
        world.run(giving(&placed, 1_900)).await.unwrap();
        for _ in ["not sent", "sent"] {
            let refused = world.run(giving(&placed, 200)).await;
            let Err(ExecuteError::Conflict(Refusal::Money(MoneyRefused::NotSoMuch { most }))) = refused else { panic!("{refused:?}") };
            assert_eq!(most.minor, 100);
            collect(&world, &bank).await;
        }
        assert_eq!(returned(&world, &bank).await, (1_900, 1_900));
        // What was given counts as given when all of it is cancelled.
        world.run(cancelling(&placed, "TENT")).await.unwrap();
        world.run(cancelling(&placed, "TENT")).await.unwrap();
        collect(&world, &bank).await;
        assert_eq!(returned(&world, &bank).await, (2_000, 2_000));
        assert_eq!(charge(&world, &placed).await.paid.minor, 0);
    }

    async fn what_is_given_of_a_parcel_is_neither_asked_for_again_nor_given_twice(world: World) {
        let bank = selling(&world, 5).await;
        let placed = charged(&world, &bank, 2, CardWord::Works).await;
        world.run(giving(&placed, 300)).await.unwrap();
        collect(&world, &bank).await;
        let given = charge(&world, &placed).await;
        assert_eq!((given.state, given.paid.minor, given.missing.minor, given.give_back.minor), (ChargeState::Paid, 1_700, 0, 0));
        // One of two is cancelled: its price goes back beside what was given.
        world.run(cancelling(&placed, "TENT")).await.unwrap();
        collect(&world, &bank).await;
        assert_eq!(returned(&world, &bank).await, (1_300, 1_300));
        world.run(pack(&placed)).await.unwrap();
    }

    async fn units_are_given_back_at_what_they_were_charged(world: World) {
        let bank = selling(&world, 5).await;
        let placed = charged(&world, &bank, 3, CardWord::Works).await;
        let units = |quantity| GiveBack {
            given: Given::Lines(vec![line("TENT", quantity)]),
            ..giving(&placed, 0)
        };
        let refused = world.run(units(4)).await;
        let Err(ExecuteError::Conflict(Refusal::Money(MoneyRefused::NotForSoMany { units: most, .. }))) = refused else { panic!("{refused:?}") };
        assert_eq!(most, 3);
        world.run(units(2)).await.unwrap();
        let refused = world.run(units(2)).await;
        let Err(ExecuteError::Conflict(Refusal::Money(MoneyRefused::NotForSoMany { units: most, .. }))) = refused else { panic!("{refused:?}") };
        assert_eq!(most, 1, "only one is left");
        collect(&world, &bank).await;
        assert_eq!(returned(&world, &bank).await, (2_000, 2_000));
    }

    async fn what_was_given_for_units_does_not_go_back_again_when_they_are_cancelled(world: World) {
        let bank = selling(&world, 5).await;
        let placed = charged(&world, &bank, 3, CardWord::Works).await;
        let units = GiveBack { given: Given::Lines(vec![line("TENT", 1)]), ..giving(&placed, 0) };
        world.run(units).await.unwrap();
        world.run(giving(&placed, 100)).await.unwrap();
        world.run(cancelling(&placed, "TENT")).await.unwrap();
        collect(&world, &bank).await;
        assert_eq!(returned(&world, &bank).await, (1_100, 1_100));
        let kept = charge(&world, &placed).await;
        assert_eq!((kept.amount.minor, kept.granted.minor, kept.missing.minor), (2_000, 100, 0));
        // The next one was not given.
        world.run(cancelling(&placed, "TENT")).await.unwrap();
        collect(&world, &bank).await;
        assert_eq!(returned(&world, &bank).await, (2_100, 2_100));
        world.run(cancelling(&placed, "TENT")).await.unwrap();
        collect(&world, &bank).await;
        assert_eq!(returned(&world, &bank).await, (3_000, 3_000));
    }

    async fn a_transfer_is_not_noted_while_the_gateway_may_have_the_money(world: World) {
        let bank = selling(&world, 5).await;
        let placed = world.place("TENT", 1).await.unwrap();
        name(&world, &bank, &placed, CardWord::Works).await;
        bank.fails(Fault::AnswerLost);
        collect(&world, &bank).await;
        world.run(cancelling(&placed, "TENT")).await.unwrap();
        let letting_go = charge(&world, &placed).await;
        assert_eq!(letting_go.state, ChargeState::Cancelling);
        let paid = MarkPaid { charge: letting_go.id, minor: 1_000, day: None, note: None, if_version: None };
        let refused = world.run(paid).await;
        assert!(matches!(refused, Err(ExecuteError::Conflict(Refusal::Charge(_)))), "{refused:?}");
        later(&world, 1);
        collect(&world, &bank).await;
        assert_eq!((sums(&world, &bank).await, returned(&world, &bank).await), ((1_000, 1_000), (1_000, 1_000)));
    }

    async fn nobody_is_erased_while_money_goes_back_to_them(world: World) {
        let _ = selling(&world, 5).await;
        by_transfer(&world).await;
        let placed = world.place("TENT", 1).await.unwrap();
        arrives(&world, &placed, 1_000).await;
        world.run(cancelling(&placed, "TENT")).await.unwrap();
        let refund = refunds(&world, &placed).await.remove(0);
        let email = "ada@example.com";
        let erase = || world.run(ErasePerson { email: email.into() });
        let refused = erase().await;
        assert!(matches!(refused, Err(ExecuteError::Conflict(Refusal::StillToDeliver(_)))), "{refused:?}");
        world.run(noted(&refund.id)).await.unwrap();
        erase().await.unwrap();
    }

    async fn what_is_on_its_way_for_too_long_is_listed(world: World) {
        let bank = selling(&world, 5).await;
        let placed = charged(&world, &bank, 1, CardWord::RefundPends).await;
        world.run(cancelling(&placed, "TENT")).await.unwrap();
        collect(&world, &bank).await;
        assert_eq!(listed(&world).await.1.len(), 0, "it has days");
        bank.reading_faults.lock().unwrap().extend([Fault::Away; 100]);
        later(&world, 24 * 14);
        let world = world.restart().await;
        collect(&world, &bank).await;
        assert_eq!(going(&world, &placed).await, [(State::Pending, 1_000)]);
        let (to_send, not_known) = listed(&world).await;
        assert_eq!((to_send.len(), not_known.len()), (0, 1));
    }

    async fn a_wrong_note_on_a_charge_that_is_waived_is_countered_and_more_is_waived(world: World) {
        let _ = selling(&world, 5).await;
        by_transfer(&world).await;
        let placed = world.place("TENT", 1).await.unwrap();
        arrives(&world, &placed, 600).await;
        let of = charge(&world, &placed).await.id;
        let waive = WaiveCharge { charge: of.clone(), reason: "a cent".into(), if_version: None };
        world.run(waive).await.unwrap();
        let correct = CorrectNote { charge: of, minor: 500, reason: "of another".into(), if_version: None };
        world.run(correct).await.unwrap();
        let waived = charge(&world, &placed).await;
        assert_eq!((waived.state, waived.paid.minor, waived.waived.minor, waived.missing.minor), (ChargeState::Waived, 100, 900, 0));
    }

    async fn a_transfer_may_wait_for_as_long_as_a_shop_may_wait_for_one(world: World) {
        let _ = selling(&world, 5).await;
        by_transfer(&world).await;
        let placed = world.place("TENT", 1).await.unwrap();
        let shop = world.engine.shop("demo").await.unwrap();
        world.engine.charges_asked(&shop).await.unwrap();
        let extend = async |days: i64| {
            let until = world.clock.now() + jiff::SignedDuration::from_hours(24 * days);
            let charge = charge(&world, &placed).await.id;
            world.run(ExtendCharge { charge, until, if_version: None }).await
        };
        extend(80).await.unwrap();
        assert!(matches!(extend(100).await, Err(ExecuteError::Invalid(_))));
    }

    async fn shipping_is_not_lost_while_the_gateway_is_asked_for_the_other_parcel(world: World) {
        let bank = selling(&world, 5).await;
        world.product("mat", &["MAT"]).await;
        world.supply("PO-M", "MAT", 5, None).await;
        let change = RulesChange { shipping_minor: Some(490), ..RulesChange::default() };
        world.run(ChangeShop { change, ..ChangeShop::default() }).await.unwrap();
        let lines = vec![line("TENT", 1), line("MAT", 1)];
        let placed = world.run(order(lines, Ship::AsAvailable)).await.unwrap();
        name(&world, &bank, &placed, CardWord::Works).await;
        collect(&world, &bank).await;
        world.receive("PO-M", &[("MAT", 1)]).await.unwrap();
        bank.fails(Fault::AnswerLost);
        collect(&world, &bank).await;
        assert_eq!(charge(&world, &placed).await.state, ChargeState::Unknown);
        world.run(cancelling(&placed, "TENT")).await.unwrap();
        later(&world, 1);
        collect(&world, &bank).await;
        assert_eq!((sums(&world, &bank).await, returned(&world, &bank).await), ((2_490, 2_490), (1_000, 1_000)));
    }

    async fn others_than_the_owner_give_back_as_much_of_an_order_as_the_shop_lets_them(world: World) {
        let bank = selling(&world, 5).await;
        let placed = charged(&world, &bank, 2, CardWord::Works).await;
        let payment = PaymentRulesChange { refund_limit_minor: Some(Some(500)), ..PaymentRulesChange::default() };
        let change = RulesChange { payment, ..RulesChange::default() };
        world.run(ChangeShop { change, ..ChangeShop::default() }).await.unwrap();
        world.run(giving(&placed, 300)).await.unwrap();
        let refused = world.run(giving(&placed, 300)).await;
        let Err(ExecuteError::Conflict(Refusal::Money(MoneyRefused::OverLimit { most }))) = refused else { panic!("{refused:?}") };
        assert_eq!(most.minor, 200);
        world.run(GiveBack { is_unlimited: true, ..giving(&placed, 300) }).await.unwrap();
        // What is cancelled goes back by itself, whatever was given.
        world.run(cancelling(&placed, "TENT")).await.unwrap();
        collect(&world, &bank).await;
        assert_eq!(returned(&world, &bank).await, (1_600, 1_600));
    }

    async fn two_who_give_back_at_once_give_no_more_than_came(world: World) {
        let bank = selling(&world, 5).await;
        let placed = charged(&world, &bank, 1, CardWord::Works).await;
        let all = (0..6).map(|_| world.run(giving(&placed, 400)));
        let done = futures::future::join_all(all).await;
        assert_eq!(done.iter().filter(|one| one.is_ok()).count(), 2);
        // And one who cancels beside one who gives.
        let (given, cancelled) = tokio::join!(
            world.run(giving(&placed, 100)),
            world.run(cancelling(&placed, "TENT")),
        );
        cancelled.unwrap();
        let _ = given;
        collect(&world, &bank).await;
        assert_eq!(returned(&world, &bank).await, (1_000, 1_000));
        assert_eq!(charge(&world, &placed).await.paid.minor, 0);
    }

    async fn what_came_by_transfer_stands_in_a_list_until_somebody_has_sent_it(world: World) {
        let bank = selling(&world, 5).await;
        by_transfer(&world).await;
        let placed = world.place("TENT", 2).await.unwrap();
        arrives(&world, &placed, 2_500).await;
        let shop = world.engine.shop("demo").await.unwrap();
        let listed = async || world.engine.attention(&shop).await.unwrap().refunds.items;
        let beyond = listed().await.remove(0);
        assert!(beyond.is_by_hand && beyond.amount.minor == 500, "{beyond:?}");
        assert_eq!(beyond.due_by.unwrap().to_string(), "2026-12-02", "seven working days");
        world.run(cancelling(&placed, "TENT")).await.unwrap();
        collect(&world, &bank).await;
        assert_eq!(going(&world, &placed).await, [(State::Due, 500), (State::Due, 1_000)]);
        assert_eq!(bank.given.lock().unwrap().len(), 0, "no gateway is asked");
        let late = NoteRefund { day: Some(jiff::civil::date(2027, 1, 1)), ..noted(&beyond.id) };
        assert!(matches!(world.run(late).await, Err(ExecuteError::Invalid(_))), "not before it was sent");
        world.run(noted(&beyond.id)).await.unwrap();
        assert_eq!(going(&world, &placed).await, [(State::Sent, 500), (State::Due, 1_000)]);
        assert_eq!((listed().await.len(), returned(&world, &bank).await.0), (1, 500));
        let story = world.engine.order_story(&shop, placed.order.as_str()).await.unwrap();
        assert!(format!("{:?}", story.events).contains("by transfer"));
    }

    async fn a_note_that_was_wrong_is_countered_and_what_it_paid_is_due_again(world: World) {
        let _ = selling(&world, 5).await;
        by_transfer(&world).await;
        let placed = world.place("TENT", 1).await.unwrap();
        arrives(&world, &placed, 1_500).await;
        assert_eq!(going(&world, &placed).await, [(State::Due, 500)]);
        let correct = async |minor| {
            let charge = charge(&world, &placed).await.id;
            let command = CorrectNote { charge, minor, reason: "of another order".into(), if_version: None };
            world.run(command).await
        };
        // A part: what was to go back is to no more.
        correct(300).await.unwrap();
        assert_eq!(going(&world, &placed).await, [(State::Cancelled, 500), (State::Due, 200)]);
        let refused = correct(1_300).await;
        assert!(matches!(refused, Err(ExecuteError::Conflict(Refusal::Money(MoneyRefused::NotNoted { .. })))), "{refused:?}");
        correct(1_200).await.unwrap();
        let due = charge(&world, &placed).await;
        assert_eq!((due.state, due.paid.minor, due.missing.minor, due.give_back.minor), (ChargeState::Due, 0, 1_000, 0));
        let packed = world.run(pack(&placed)).await;
        assert!(matches!(packed, Err(ExecuteError::Conflict(Refusal::NotPaid))), "{packed:?}");
        let shop = world.engine.shop("demo").await.unwrap();
        let ledger = world.engine.ledger(&shop, (None, None), None, 200).await.unwrap();
        let entries: Vec<_> = ledger.items.iter().map(|one| (one.kind, one.amount.minor)).collect();
        assert_eq!(entries, [(MoneyKind::Captured, 1_500), (MoneyKind::Corrected, -300), (MoneyKind::Corrected, -1_200)]);
        arrives(&world, &placed, 1_000).await;
        world.run(pack(&placed)).await.unwrap();
        // What a gateway took is no note.
        let bank = selling(&world, 5).await;
        let by_card = charged(&world, &bank, 1, CardWord::Works).await;
        let charge = charge(&world, &by_card).await.id;
        let command = CorrectNote { charge, minor: 1, reason: "x".into(), if_version: None };
        let refused = world.run(command).await;
        assert!(matches!(refused, Err(ExecuteError::Conflict(Refusal::Money(MoneyRefused::NotNoted { .. })))), "{refused:?}");
    }

    async fn a_part_that_is_given_back_before_all_of_it_came_is_missing_again(world: World) {
        let _ = selling(&world, 5).await;
        by_transfer(&world).await;
        let placed = world.place("TENT", 1).await.unwrap();
        arrives(&world, &placed, 600).await;
        world.run(giving(&placed, 600)).await.unwrap();
        assert_eq!(charge(&world, &placed).await.missing.minor, 1_000);
        let payment = view(&world, &placed).await.payment.unwrap();
        assert_eq!(payment.paid_minor(), 0, "what is to go back pays for nothing");
        arrives(&world, &placed, 1_000).await;
        let paid = charge(&world, &placed).await;
        assert_eq!((paid.state, going(&world, &placed).await), (ChargeState::Paid, vec![(State::Due, 600)]));
    }

    async fn what_an_older_program_left_to_give_back_is_for_somebody_to_see_to(world: World) {
        let bank = selling(&world, 5).await;
        let placed = charged(&world, &bank, 2, CardWord::Works).await;
        // As it left it: less is owed, and nobody keeps what goes back.
        let raw = Raw::open(&world.database.url).await;
        raw.execute("update charges set amount = 1000, gives_back = 0").await;
        raw.close().await;
        collect(&world, &bank).await;
        let listed = refunds(&world, &placed).await;
        assert!(listed.len() == 1 && listed[0].is_by_hand && listed[0].amount.minor == 1_000, "{listed:?}");
        collect(&world, &bank).await;
        assert_eq!((refunds(&world, &placed).await.len(), bank.given.lock().unwrap().len()), (1, 0));
    }

    async fn what_an_older_program_left_does_not_go_back_because_more_is_given(world: World) {
        let bank = selling(&world, 5).await;
        let placed = charged(&world, &bank, 2, CardWord::Works).await;
        // A node of before worked on it.
        let raw = Raw::open(&world.database.url).await;
        raw.execute("update charges set amount = 1000").await;
        raw.close().await;
        world.run(giving(&placed, 300)).await.unwrap();
        let all = refunds(&world, &placed).await;
        let all: Vec<_> = all.iter().map(|one| (one.is_by_hand, one.amount.minor)).collect();
        assert_eq!(all, [(true, 1_000), (true, 300)]);
        collect(&world, &bank).await;
        assert_eq!(bank.given.lock().unwrap().len(), 0);
    }

    async fn a_node_that_dies_after_it_asked_to_give_back_is_taken_over(world: World) {
        let bank = selling(&world, 5).await;
        let placed = charged(&world, &bank, 1, CardWord::Works).await;
        world.run(cancelling(&placed, "TENT")).await.unwrap();
        let lease = Duration::from_millis(200);
        let open = || Engine::open_with_leases(&world.database.url, world.clock.clone(), lease);
        let (dying, other) = (open().await.unwrap(), open().await.unwrap());
        bank.giving_faults.lock().unwrap().push(Fault::Silent);
        let shop = dying.shop("demo").await.unwrap();
        let has_asked = async {
            while bank.given.lock().unwrap().is_empty() {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::select! {
            heard = dying.collect_now(&shop, bank.clone()) => panic!("{heard:?}"),
            () = has_asked => {}
        }
        assert_eq!(going(&world, &placed).await, [(State::Asking, 1_000)]);
        other.collect_now(&shop, bank.clone()).await.unwrap();
        assert_eq!(bank.given.lock().unwrap().len(), 1, "while the lease lasts nobody else asks");
        tokio::time::sleep(Duration::from_millis(1_700)).await;
        other.collect_now(&shop, bank.clone()).await.unwrap();
        assert_eq!(going(&world, &placed).await, [(State::Sent, 1_000)]);
        assert_eq!(bank.given.lock().unwrap().len(), 1);
        assert_eq!(returned(&world, &bank).await, (1_000, 1_000));
        dying.shut_down().await;
        other.shut_down().await;
    }

    async fn what_a_dead_node_asked_is_asked_no_second_time_because_a_look_at_it_is_refused(world: World) {
        let bank = selling(&world, 5).await;
        for fault in [Fault::Refused, Fault::Away, Fault::AnswerLost] {
            let placed = charged(&world, &bank, 1, CardWord::Works).await;
            world.run(cancelling(&placed, "TENT")).await.unwrap();
            bank.given.lock().unwrap().clear();
            let lease = Duration::from_millis(100);
            let open = || Engine::open_with_leases(&world.database.url, world.clock.clone(), lease);
            let (dying, other) = (open().await.unwrap(), open().await.unwrap());
            bank.giving_faults.lock().unwrap().push(Fault::Silent);
            let shop = dying.shop("demo").await.unwrap();
            let has_asked = async {
                while bank.given.lock().unwrap().is_empty() {
                    tokio::time::sleep(Duration::from_millis(5)).await;
                }
            };
            tokio::select! {
                heard = dying.collect_now(&shop, bank.clone()) => panic!("{heard:?}"),
                () = has_asked => {}
            }
            tokio::time::sleep(Duration::from_millis(900)).await;
            bank.reading_faults.lock().unwrap().push(fault);
            other.collect_now(&shop, bank.clone()).await.unwrap();
            assert_eq!(going(&world, &placed).await, [(State::Unknown, 1_000)], "{fault:?}");
            later(&world, 1);
            other.collect_now(&shop, bank.clone()).await.unwrap();
            assert_eq!(going(&world, &placed).await, [(State::Sent, 1_000)], "{fault:?}");
            assert_eq!(bank.given.lock().unwrap().len(), 1, "{fault:?}");
            dying.shut_down().await;
            other.shut_down().await;
        }
        assert_eq!(returned(&world, &bank).await, (3_000, 3_000));
    }

    async fn whatever_is_lost_what_went_back_is_the_same_on_both_sides(world: World) {
        let bank = selling(&world, 60).await;
        let mut dice = fastrand::Rng::with_seed(52_000);
        let mut orders: Vec<PlacedOrder> = Vec::new();
        for _ in 0..40 {
            if dice.bool() && let Ok(placed) = world.place("TENT", dice.u32(1..4)).await {
                let words = [CardWord::Works, CardWord::DeclinedOnce, CardWord::RefundPends, CardWord::RefundReturns];
                name(&world, &bank, &placed, words[dice.usize(..4)]).await;
                orders.push(placed);
            }
            let faults = [Fault::AnswerLost, Fault::RequestLost, Fault::Away, Fault::Refused];
            if dice.bool() {
                bank.giving_faults.lock().unwrap().push(faults[dice.usize(..4)]);
            }
            if dice.u8(..4) == 0 {
                bank.reading_faults.lock().unwrap().push(faults[dice.usize(..4)]);
            }
            if let Some(placed) = orders.get(dice.usize(..orders.len().max(1))) {
                match dice.u8(..4) {
                    0 | 1 => {
                        let cancel = CancelOrder {
                            order: placed.order.clone(),
                            lines: vec![line("TENT", 1)],
                            by: Actor::Shopper,
                            reason: "changed my mind".into(),
                            if_version: None,
                        };
                        let _ = world.run(cancel).await;
                    }
                    2 => {
                        let _ = world.run(giving(placed, dice.i64(1..1_500))).await;
                    }
                    _ => {
                        for refund in refunds(&world, placed).await {
                            let _ = world.run(RetryRefund { refund: refund.id, if_version: None }).await;
                        }
                    }
                }
            }
            collect(&world, &bank).await;
            later(&world, dice.i64(0..30));
        }
        bank.giving_faults.lock().unwrap().clear();
        bank.reading_faults.lock().unwrap().clear();
        for _ in 0..20 {
            later(&world, 24);
            collect(&world, &bank).await;
        }
        let (ledger, gateway) = returned(&world, &bank).await;
        assert!(ledger == gateway && ledger > 0, "{ledger} {gateway}");
        let shop = world.engine.shop("demo").await.unwrap();
        let to_send = world.engine.refunds_to_send(&shop, 1_000).await.unwrap();
        for placed in &orders {
            let payment = view(&world, placed).await.payment.unwrap();
            for refund in &payment.refunds {
                assert!(matches!(refund.state, State::Sent | State::Failed), "nothing hangs: {refund:?}");
            }
            for charge in &payment.charges {
                let owed = charge.amount.minor - charge.granted.minor - charge.missing.minor;
                let keeps = charge.paid.minor - charge.give_back.minor;
                assert!(charge.paid.minor >= 0 && keeps == owed.max(0), "{charge:?}");
            }
            for refund in payment.refunds.iter().filter(|one| one.state == State::Failed) {
                assert!(to_send.iter().any(|one| one.id == refund.id), "{refund:?}");
            }
        }
    }
}
