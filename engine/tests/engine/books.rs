//! The ledger is compared with what the gateway says it did: where they differ, both numbers are
//! kept until they agree, and nothing is mended by a guess.

use crate::cards::{Bank, charge, collect, name, pack, selling};
use crate::on_both;
use crate::world::World;
use dockline_adapters::gateway::simulator::CardWord;
use dockline_domain::id::ChargeId;
use dockline_domain::money::Currency;
use dockline_domain::payment::books::Differs;
use dockline_domain::payment::charge::State;
use dockline_engine::command::PlacedOrder;
use dockline_engine::gateway::{Account, Caller, Confirm, Gateway as _, Open, Refund};
use dockline_view::{Mismatch, Reconciled};
use jiff::SignedDuration;
use std::sync::Arc;

async fn compared(world: &World, bank: &Arc<Bank>) -> Reconciled {
    let shop = world.engine.shop("demo").await.unwrap();
    world.engine.reconcile(&shop, bank.as_ref()).await.unwrap()
}

fn told(mismatches: &[Mismatch]) -> Vec<(Differs, i64, i64)> {
    let told = |one: &Mismatch| (one.differs, one.ours.minor, one.theirs.minor);
    mismatches.iter().map(told).collect()
}

fn caller(world: &World) -> Caller {
    Caller {
        shop: world.shop.id.clone(),
        now: world.clock.now(),
        account: Account::Simulator,
    }
}

/// A tent that is paid.
async fn paid(world: &World, bank: &Arc<Bank>, word: CardWord) -> PlacedOrder {
    let placed = world.place("TENT", 1).await.unwrap();
    collect(world, bank).await;
    name(world, bank, &placed, word).await;
    collect(world, bank).await;
    assert_eq!(charge(world, &placed).await.state, State::Paid);
    placed
}

/// The gateway sends money back although nobody here asked for it.
async fn sent_back_elsewhere(world: &World, bank: &Arc<Bank>, minor: i64, intent: &str) {
    let ask = Refund {
        refund: dockline_domain::id::RefundId::of(&world.place("TENT", 1).await.unwrap().order, 1),
        intent: intent.to_owned(),
        minor,
        currency: Currency::parse("EUR").unwrap(),
    };
    let caller = caller(world);
    let sent = bank.simulator.refund(&caller, "elsewhere", &ask);
    sent.await.unwrap();
}

on_both! {
    async fn books_that_agree_have_no_mismatch(world: World) {
        let bank = selling(&world, 5).await;
        paid(&world, &bank, CardWord::Works).await;
        let waiting = world.place("TENT", 1).await.unwrap();
        collect(&world, &bank).await;
        name(&world, &bank, &waiting, CardWord::Expires).await;
        collect(&world, &bank).await;
        let compared = compared(&world, &bank).await;
        assert_eq!((compared.compared, told(&compared.mismatches)), (2, vec![]));
    }

    async fn money_that_moved_without_a_record_is_told_with_both_numbers_and_not_mended(world: World) {
        let bank = selling(&world, 5).await;
        let placed = paid(&world, &bank, CardWord::Works).await;
        let price = charge(&world, &placed).await.amount.minor;
        // The record of a charge is lost: the gateway has its money.
        let open = Open {
            charge: ChargeId::of(&placed.order, 9),
            minor: 4_200,
            currency: Currency::parse("EUR").unwrap(),
            customer: bank.card().0,
        };
        let lost = bank.simulator.open(&caller(&world), "lost", &open).await.unwrap();
        let confirm = Confirm { intent: lost.clone(), method: bank.card().1, return_url: None };
        bank.simulator.confirm(&caller(&world), "lost-confirm", &confirm).await.unwrap();
        let first = compared(&world, &bank).await;
        assert_eq!(told(&first.mismatches), [(Differs::NotHere, 0, 4_200)]);
        assert_eq!(first.mismatches[0].intent, lost);
        assert_eq!(first.mismatches[0].their_state, "succeeded");
        // It stays what it is, and since when.
        world.clock.set(world.clock.now().checked_add(SignedDuration::from_hours(1)).unwrap());
        let again = compared(&world, &bank).await;
        assert_eq!(again.mismatches, first.mismatches);
        let shop = world.engine.shop("demo").await.unwrap();
        assert_eq!(world.engine.mismatches(&shop).await.unwrap(), first.mismatches);
        assert_eq!(world.engine.attention(&shop).await.unwrap().mismatches.items, first.mismatches);
        let ledger = world.engine.ledger(&shop, (None, None), None, 200).await.unwrap();
        assert_eq!(ledger.items.iter().map(|entry| entry.amount.minor).sum::<i64>(), price);
        world.run(pack(&placed)).await.unwrap();
    }

    async fn a_mismatch_is_gone_when_both_sides_agree_again(world: World) {
        let bank = selling(&world, 5).await;
        // What is given back to this card comes back after five days.
        let placed = paid(&world, &bank, CardWord::RefundReturns).await;
        let intent = bank.intents()[0].clone();
        sent_back_elsewhere(&world, &bank, 500, &intent).await;
        let found = compared(&world, &bank).await;
        assert_eq!(told(&found.mismatches), [(Differs::Back, 0, 500)]);
        assert_eq!(found.mismatches[0].charge, Some(charge(&world, &placed).await.id));
        world.clock.set(world.clock.now().checked_add(SignedDuration::from_hours(5 * 24)).unwrap());
        assert_eq!(told(&compared(&world, &bank).await.mismatches), []);
        let shop = world.engine.shop("demo").await.unwrap();
        assert_eq!(world.engine.mismatches(&shop).await.unwrap(), []);
    }

    async fn what_the_gateway_does_not_know_any_more_is_told(world: World) {
        let bank = selling(&world, 5).await;
        paid(&world, &bank, CardWord::Works).await;
        let shop = world.engine.shop("demo").await.unwrap();
        // Another gateway, which has never heard of this shop.
        let elsewhere = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", elsewhere.path().join("other.db").display());
        let empty = dockline_adapters::gateway::simulator::Simulator::beside(&url, "http://shop.example");
        let found = world.engine.reconcile(&shop, &empty).await.unwrap();
        assert_eq!(found.mismatches.len(), 1);
        assert_eq!(found.mismatches[0].differs, Differs::NotThere);
        assert_eq!(found.mismatches[0].their_state, "not_known");
    }
}
