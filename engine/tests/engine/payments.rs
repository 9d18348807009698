//! Money: what falls due with a parcel, and that it leaves after it is paid.

use crate::on_both;
use crate::world::{World, line, order, sku};
use dockline_domain::backorder::{Actor, State as UnitState};
use dockline_domain::id::{ChargeId, ShipmentId};
use dockline_domain::order::{Quantity, Ship};
use dockline_domain::payment::charge::State;
use dockline_domain::payment::gateway::{GatewayKind, GatewaySettings, Iban, Transfer};
use dockline_domain::refusal::Refusal;
use dockline_domain::shop::RulesChange;
use dockline_engine::ExecuteError;
use dockline_engine::command::{
    CancelOrder, ChangeShop, ChangeVariant, HoldOrder, MarkPaid, PackShipment, PlacedOrder,
    ResumeOrder, SetGateway, WaiveCharge,
};
use dockline_view::{ChargeView, MoneyKind, PaymentView};
use jiff::civil::date;

fn by_transfer(payee: &str) -> SetGateway {
    SetGateway {
        settings: Some(GatewaySettings {
            transfer: Transfer {
                payee: Some(payee.into()),
                iban: Some(Iban::parse("DE89 3704 0044 0532 0130 00").unwrap()),
                ..Transfer::default()
            },
            ..GatewaySettings::of(GatewayKind::Manual)
        }),
    }
}

fn paid(charge: &ChargeId, minor: i64) -> MarkPaid {
    MarkPaid {
        charge: charge.clone(),
        minor,
        day: None,
        note: None,
        if_version: None,
    }
}

fn pack(shipment: &ShipmentId) -> PackShipment {
    PackShipment {
        shipment: shipment.clone(),
        if_version: None,
    }
}

/// Cancels units of an order, or all of it.
async fn cancel(world: &World, placed: &PlacedOrder, units: Option<u32>) {
    let command = CancelOrder {
        order: placed.order.clone(),
        lines: units.map(|units| line("TENT", units)).into_iter().collect(),
        by: Actor::Shopper,
        reason: "changed my mind".into(),
        if_version: None,
    };
    world.run(command).await.unwrap();
}

/// How an order is paid, after everything that is about to leave was asked for.
async fn payment(world: &World, placed: &PlacedOrder) -> Option<PaymentView> {
    let shop = world.engine.shop("demo").await.unwrap();
    if shop.paid_here {
        world.engine.charges_asked(&shop).await.unwrap();
    }
    world.engine.order(&placed.token).await.unwrap().payment
}

async fn charges(world: &World, placed: &PlacedOrder) -> Vec<ChargeView> {
    payment(world, placed).await.unwrap().charges
}

/// State, what it comes to, what came, what is missing, what is to go back.
fn said(charge: &ChargeView) -> (State, i64, i64, i64, i64) {
    (
        charge.state,
        charge.amount.minor,
        charge.paid.minor,
        charge.missing.minor,
        charge.give_back.minor,
    )
}

/// The sums of the ledger: what came, and what was waived.
async fn ledger(world: &World) -> (i64, i64) {
    let shop = world.engine.shop("demo").await.unwrap();
    let page = world.engine.ledger(&shop, (None, None), None, 200).await;
    let of = |kind| {
        let entries = page.as_ref().unwrap().items.iter();
        entries
            .filter(|entry| entry.kind == kind)
            .map(|entry| entry.amount.minor)
            .sum()
    };
    (of(MoneyKind::Captured), of(MoneyKind::Waived))
}

async fn shipping(world: &World, minor: i64) {
    let change = RulesChange {
        shipping_minor: Some(minor),
        ..RulesChange::default()
    };
    let change = ChangeShop {
        change,
        ..ChangeShop::default()
    };
    world.run(change).await.unwrap();
}

on_both! {
    async fn a_shop_without_a_gateway_packs_what_nobody_paid_for(world: World) {
        world.product("tent", &["TENT"]).await;
        world.stock("TENT", 5).await;
        let placed = world.place("TENT", 2).await.unwrap();
        assert_eq!(payment(&world, &placed).await, None);
        let parcel = ShipmentId::of(&placed.order, 1);
        world.run(pack(&parcel)).await.unwrap();
        assert_eq!(ledger(&world).await, (0, 0));
    }

    async fn a_parcel_is_packed_after_its_money_has_arrived_in_parts(world: World) {
        world.product("tent", &["TENT"]).await;
        world.stock("TENT", 5).await;
        let before = world.place("TENT", 1).await.unwrap();
        world.run(by_transfer("Alpha")).await.unwrap();
        let placed = world.place("TENT", 2).await.unwrap();
        let parcel = ShipmentId::of(&placed.order, 1);
        // Nobody has asked for it yet: packing does, and is refused.
        let refused = world.run(pack(&parcel)).await;
        assert!(matches!(refused, Err(ExecuteError::Conflict(Refusal::NotPaid))), "{refused:?}");

        let due = charges(&world, &placed).await;
        assert_eq!(due.iter().map(said).collect::<Vec<_>>(), [(State::Due, 2_000, 0, 2_000, 0)]);
        let charge = &due[0].id;
        world.run(paid(charge, 1_999)).await.unwrap();
        assert_eq!(said(&charges(&world, &placed).await[0]), (State::Due, 2_000, 1_999, 1, 0));
        let refused = world.run(pack(&parcel)).await;
        assert!(matches!(refused, Err(ExecuteError::Conflict(Refusal::NotPaid))), "{refused:?}");
        world.run(paid(charge, 1)).await.unwrap();
        let view = world.engine.order(&placed.token).await.unwrap();
        assert_eq!(view.lines[0].backorders[0].state, UnitState::Released);
        world.run(pack(&parcel)).await.unwrap();
        assert_eq!(ledger(&world).await, (2_000, 0));

        // What was ordered before is paid elsewhere.
        assert_eq!(payment(&world, &before).await, None);
        world.run(pack(&ShipmentId::of(&before.order, 1))).await.unwrap();
    }

    async fn what_arrives_beyond_the_amount_is_to_go_back_and_a_missing_cent_can_be_waived(world: World) {
        world.product("tent", &["TENT"]).await;
        world.stock("TENT", 30).await;
        world.run(by_transfer("Alpha")).await.unwrap();
        let much = world.place("TENT", 10).await.unwrap();
        let little = world.place("TENT", 10).await.unwrap();
        let much = (charges(&world, &much).await[0].id.clone(), much);
        let little = (charges(&world, &little).await[0].id.clone(), little);
        world.run(paid(&much.0, 12_000)).await.unwrap();
        assert_eq!(said(&charges(&world, &much.1).await[0]), (State::Paid, 10_000, 12_000, 0, 2_000));
        world.run(paid(&little.0, 9_999)).await.unwrap();
        let waive = WaiveCharge { charge: little.0.clone(), reason: "a cent".into(), if_version: None };
        world.run(waive.clone()).await.unwrap();
        assert_eq!(said(&charges(&world, &little.1).await[0]), (State::Waived, 10_000, 9_999, 0, 0));
        world.run(pack(&ShipmentId::of(&little.1.order, 1))).await.unwrap();
        // Twice is once, and what is paid is not waived.
        world.run(waive).await.unwrap();
        assert_eq!(ledger(&world).await, (21_999, 1));
        let waive = WaiveCharge { charge: much.0, reason: "kind".into(), if_version: None };
        assert!(matches!(world.run(waive).await, Err(ExecuteError::Conflict(Refusal::Charge(_)))));
        // The cent comes after all.
        world.run(paid(&little.0, 1)).await.unwrap();
        assert_eq!(said(&charges(&world, &little.1).await[0]), (State::Paid, 10_000, 10_000, 0, 0));
        assert_eq!(ledger(&world).await, (22_000, 0));
    }

    async fn each_parcel_has_its_own_charge_and_a_parcel_that_is_due_takes_no_more_units(world: World) {
        world.product("tent", &["TENT"]).await;
        world.two_supplies("TENT", 10).await;
        shipping(&world, 490).await;
        world.run(by_transfer("Alpha")).await.unwrap();
        let placed = world.place("TENT", 2).await.unwrap();
        assert!(charges(&world, &placed).await.is_empty());
        world.receive("PO-A", &[("TENT", 1)]).await.unwrap();
        assert_eq!(charges(&world, &placed).await.len(), 1);
        world.receive("PO-A", &[("TENT", 1)]).await.unwrap();
        let due = charges(&world, &placed).await;
        let amounts: Vec<i64> = due.iter().map(|charge| charge.amount.minor).collect();
        assert_eq!(amounts, [1_490, 1_000]);
        assert_ne!(due[0].shipment, due[1].shipment);
        assert_ne!(due[0].reference, due[1].reference);
        world.run(paid(&due[1].id, 1_000)).await.unwrap();
        let parcel = |at: usize| due[at].shipment.clone().unwrap();
        world.run(pack(&parcel(1))).await.unwrap();
        assert!(world.run(pack(&parcel(0))).await.is_err());
    }

    async fn units_that_are_cancelled_are_asked_for_no_more(world: World) {
        world.product("tent", &["TENT"]).await;
        world.two_supplies("TENT", 10).await;
        shipping(&world, 490).await;
        world.run(by_transfer("Alpha")).await.unwrap();
        let placed = world.place("TENT", 4).await.unwrap();
        world.receive("PO-A", &[("TENT", 2)]).await.unwrap();
        assert_eq!(said(&charges(&world, &placed).await[0]), (State::Due, 2_490, 0, 2_490, 0));
        // What waits goes first, and is not in the parcel.
        cancel(&world, &placed, Some(2)).await;
        assert_eq!(said(&charges(&world, &placed).await[0]), (State::Due, 2_490, 0, 2_490, 0));
        cancel(&world, &placed, Some(1)).await;
        let charge = charges(&world, &placed).await.remove(0);
        assert_eq!(said(&charge), (State::Due, 1_490, 0, 1_490, 0));
        world.run(paid(&charge.id, 1_490)).await.unwrap();
        cancel(&world, &placed, None).await;
        assert_eq!(said(&charges(&world, &placed).await[0]), (State::Paid, 0, 1_490, 0, 1_490));
        // Of nothing that was paid, nothing goes back.
        let unpaid = world.place("TENT", 1).await.unwrap();
        world.receive("PO-A", &[("TENT", 1)]).await.unwrap();
        cancel(&world, &unpaid, None).await;
        let charges = charges(&world, &unpaid).await;
        assert!(charges.iter().all(|charge| said(charge) == (State::Cancelled, 0, 0, 0, 0)), "{charges:?}");
    }

    async fn less_that_is_due_may_be_paid_by_what_has_arrived(world: World) {
        world.product("tent", &["TENT"]).await;
        world.stock("TENT", 5).await;
        world.run(by_transfer("Alpha")).await.unwrap();
        let placed = world.place("TENT", 2).await.unwrap();
        let charge = charges(&world, &placed).await.remove(0);
        world.run(paid(&charge.id, 1_200)).await.unwrap();
        cancel(&world, &placed, Some(1)).await;
        assert_eq!(said(&charges(&world, &placed).await[0]), (State::Paid, 1_000, 1_200, 0, 200));
        world.run(pack(&ShipmentId::of(&placed.order, 1))).await.unwrap();
    }

    async fn shipping_goes_with_another_parcel_when_its_own_is_cancelled(world: World) {
        world.product("tent", &["TENT"]).await;
        world.product("mat", &["MAT"]).await;
        world.stock("TENT", 5).await;
        shipping(&world, 490).await;
        world.supply("PO-M", "MAT", 5, None).await;
        world.run(by_transfer("Alpha")).await.unwrap();
        let lines = vec![line("TENT", 1), line("MAT", 1)];
        let placed = world.run(order(lines, Ship::AsAvailable)).await.unwrap();
        assert_eq!(said(&charges(&world, &placed).await[0]).1, 1_490);
        world.receive("PO-M", &[("MAT", 1)]).await.unwrap();
        assert_eq!(said(&charges(&world, &placed).await[1]).1, 1_000);
        let of_tent = CancelOrder {
            order: placed.order.clone(),
            lines: vec![line("TENT", 1)],
            by: Actor::Merchant,
            reason: "broken".into(),
            if_version: None,
        };
        world.run(of_tent).await.unwrap();
        let left: Vec<_> = charges(&world, &placed).await.iter().map(said).collect();
        assert_eq!(left, [(State::Cancelled, 0, 0, 0, 0), (State::Due, 1_490, 0, 1_490, 0)]);
    }

    async fn shipping_that_is_paid_keeps_while_another_parcel_that_is_paid_leaves(world: World) {
        world.product("tent", &["TENT"]).await;
        world.product("mat", &["MAT"]).await;
        world.stock("TENT", 5).await;
        shipping(&world, 490).await;
        world.supply("PO-M", "MAT", 5, None).await;
        world.run(by_transfer("Alpha")).await.unwrap();
        let lines = vec![line("TENT", 1), line("MAT", 1)];
        let placed = world.run(order(lines, Ship::AsAvailable)).await.unwrap();
        let of_tent = charges(&world, &placed).await.remove(0);
        world.receive("PO-M", &[("MAT", 1)]).await.unwrap();
        let of_mat = charges(&world, &placed).await.remove(1);
        world.run(paid(&of_tent.id, 1_490)).await.unwrap();
        world.run(paid(&of_mat.id, 1_000)).await.unwrap();
        cancel(&world, &placed, Some(1)).await;
        let left: Vec<_> = charges(&world, &placed).await.iter().map(said).collect();
        assert_eq!(left, [(State::Paid, 490, 1_490, 0, 1_000), (State::Paid, 1_000, 1_000, 0, 0)]);
        cancel(&world, &placed, None).await;
        let left: Vec<_> = charges(&world, &placed).await.iter().map(said).collect();
        assert_eq!(left, [(State::Paid, 0, 1_490, 0, 1_490), (State::Paid, 0, 1_000, 0, 1_000)]);
    }

    async fn what_was_paid_for_units_that_wait_again_keeps_when_others_are_cancelled(world: World) {
        world.product("tent", &["TENT"]).await;
        world.product("mat", &["MAT"]).await;
        world.stock("TENT", 2).await;
        world.supply("PO-M", "MAT", 5, None).await;
        world.run(by_transfer("Alpha")).await.unwrap();
        let lines = vec![line("TENT", 2), line("MAT", 1)];
        let placed = world.run(order(lines, Ship::AsAvailable)).await.unwrap();
        let charge = charges(&world, &placed).await.remove(0);
        world.run(paid(&charge.id, 2_000)).await.unwrap();
        // One of them is not there.
        world.broke("TENT", 1).await;
        let of_mat = CancelOrder {
            order: placed.order.clone(),
            lines: vec![line("MAT", 1)],
            by: Actor::Shopper,
            reason: "changed my mind".into(),
            if_version: None,
        };
        world.run(of_mat).await.unwrap();
        let as_paid = [(State::Paid, 2_000, 2_000, 0, 0)];
        let left: Vec<_> = charges(&world, &placed).await.iter().map(said).collect();
        assert_eq!(left, as_paid);
        // It comes again, and is not asked for again.
        world.stock("TENT", 2).await;
        let left: Vec<_> = charges(&world, &placed).await.iter().map(said).collect();
        assert_eq!(left, as_paid);
        world.run(pack(&ShipmentId::of(&placed.order, 1))).await.unwrap();
        cancel(&world, &placed, None).await;
        assert_eq!(said(&charges(&world, &placed).await[0]), (State::Paid, 0, 2_000, 0, 2_000));
    }

    async fn a_unit_that_was_cancelled_leaves_no_room_to_ask_twice_for_another(world: World) {
        world.product("tent", &["TENT"]).await;
        world.stock("TENT", 2).await;
        world.two_supplies("TENT", 10).await;
        world.run(by_transfer("Alpha")).await.unwrap();
        let placed = world.place("TENT", 3).await.unwrap();
        let charge = charges(&world, &placed).await.remove(0);
        world.run(paid(&charge.id, 2_000)).await.unwrap();
        cancel(&world, &placed, Some(1)).await;
        world.broke("TENT", 1).await;
        world.stock("TENT", 2).await;
        let left: Vec<_> = charges(&world, &placed).await.iter().map(said).collect();
        assert_eq!(left, [(State::Paid, 2_000, 2_000, 0, 0)]);
    }

    async fn what_was_paid_for_a_variant_goes_back_when_another_is_wanted(world: World) {
        world.product("tent", &["TENT", "TENT-L"]).await;
        world.stock("TENT", 1).await;
        world.supply("PO-L", "TENT-L", 5, None).await;
        world.run(by_transfer("Alpha")).await.unwrap();
        let placed = world.place("TENT", 1).await.unwrap();
        let charge = charges(&world, &placed).await.remove(0);
        world.run(paid(&charge.id, 1_000)).await.unwrap();
        world.broke("TENT", 0).await;
        let change = ChangeVariant {
            order: placed.order.clone(),
            from: sku("TENT"),
            to: sku("TENT-L"),
            quantity: Quantity::new(1).unwrap(),
        };
        world.run(change).await.unwrap();
        let back = (State::Paid, 0, 1_000, 0, 1_000);
        assert_eq!(said(&charges(&world, &placed).await[0]), back);
        // The order has no line of it any more.
        cancel(&world, &placed, None).await;
        assert_eq!(said(&charges(&world, &placed).await[0]), back);
    }

    async fn what_is_on_hold_is_not_asked_for_until_it_goes_on(world: World) {
        world.product("tent", &["TENT"]).await;
        world.stock("TENT", 5).await;
        world.run(by_transfer("Alpha")).await.unwrap();
        world.product("mat", &["MAT"]).await;
        world.supply("PO-M", "MAT", 5, None).await;
        let placed = world.place("MAT", 1).await.unwrap();
        world.receive("PO-M", &[("MAT", 1)]).await.unwrap();
        let hold = HoldOrder { order: placed.order.clone(), reason: "address".into(), if_version: None };
        // It may have been asked for already: then that stands.
        world.run(hold).await.unwrap();
        let at_hold = charges(&world, &placed).await.len();
        world.run(ResumeOrder { order: placed.order.clone(), if_version: None }).await.unwrap();
        assert!(at_hold <= 1);
        assert_eq!(charges(&world, &placed).await.len(), 1);
    }

    async fn a_change_that_rests_on_an_older_charge_is_refused_and_bad_amounts_are_named(world: World) {
        world.product("tent", &["TENT"]).await;
        world.stock("TENT", 5).await;
        world.run(by_transfer("Alpha")).await.unwrap();
        let placed = world.place("TENT", 2).await.unwrap();
        let charge = charges(&world, &placed).await.remove(0);
        let seen = MarkPaid { if_version: Some(charge.version), ..paid(&charge.id, 500) };
        world.run(seen.clone()).await.unwrap();
        assert!(matches!(world.run(seen).await, Err(ExecuteError::Outdated { .. })));
        for (minor, day, pointer) in [
            (0, None, "/minor"),
            (-5, None, "/minor"),
            (i64::MAX, None, "/minor"),
            (5, Some(date(2026, 11, 24)), "/day"),
        ] {
            let wrong = MarkPaid { day, ..paid(&charge.id, minor) };
            let Err(ExecuteError::Invalid(errors)) = world.run(wrong).await else { unreachable!() };
            assert_eq!(errors[0].pointer, pointer, "{minor}");
        }
        assert_eq!(ledger(&world).await, (500, 0));
        assert!(matches!(
            world.run(paid(&ChargeId::of(&placed.order, 9), 5)).await,
            Err(ExecuteError::NotFound { .. })
        ));
    }

    async fn an_order_is_paid_as_it_was_to_be_when_it_was_placed(world: World) {
        world.product("tent", &["TENT"]).await;
        world.stock("TENT", 9).await;
        world.run(by_transfer("Alpha")).await.unwrap();
        let during = world.place("TENT", 1).await.unwrap();
        assert!(world.run(by_transfer("Beta")).await.unwrap());
        assert!(!world.run(by_transfer("Beta")).await.unwrap(), "nothing changed");
        let of = payment(&world, &during).await.unwrap().gateway.transfer;
        assert_eq!(of.payee.as_deref(), Some("Beta"), "the old account may be closed");
        world.run(SetGateway { settings: None }).await.unwrap();
        let after = world.place("TENT", 1).await.unwrap();
        assert_eq!(payment(&world, &after).await, None);
        world.run(pack(&ShipmentId::of(&after.order, 1))).await.unwrap();
        assert_eq!(said(&charges(&world, &during).await[0]), (State::Due, 1_000, 0, 1_000, 0));
    }
}
