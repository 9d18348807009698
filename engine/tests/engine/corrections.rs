//! What was counted and is not there goes back: from the shelf, then from the end of the line.

use crate::on_both;
use crate::world::{World, line, order, receipt, received, reference, sku, window};
use dockline_domain::backorder::State;
use dockline_domain::id::{LocationCode, ReceiptId, ShipmentId};
use dockline_domain::order::Ship;
use dockline_domain::refusal::Refusal;
use dockline_domain::supply::Stage;
use dockline_engine::ExecuteError;
use dockline_engine::command::{
    ChangeStock, CorrectReceipt, CorrectedLine, HandOverShipment, PackShipment, PlacedOrder,
    ReceiptCorrected, StockChange, StockLevel,
};
use jiff::civil::date;

async fn correct(
    world: &World,
    receipt: &ReceiptId,
    units: &[(&str, u32)],
) -> Result<ReceiptCorrected, ExecuteError> {
    let line = |(text, quantity): &(&str, u32)| CorrectedLine {
        sku: sku(text),
        quantity: *quantity,
    };
    world
        .run(CorrectReceipt {
            receipt: receipt.clone(),
            lines: units.iter().map(line).collect(),
            reason: "60 typed for 6".into(),
        })
        .await
}

async fn count(
    world: &World,
    text: &str,
    units: u32,
    reason: Option<&str>,
) -> Result<StockLevel, ExecuteError> {
    world
        .run(ChangeStock {
            sku: sku(text),
            location: LocationCode::parse("main").unwrap(),
            change: StockChange::Set(units),
            reason: reason.map(str::to_owned),
        })
        .await
}

/// 60 units are to come in December, and some people wait for one each.
async fn some_wait(world: &World, people: usize) -> Vec<PlacedOrder> {
    world.product("tent", &["TENT"]).await;
    let december = window(date(2026, 12, 14), date(2026, 12, 18));
    world.supply("PO-1", "TENT", 60, Some(december)).await;
    let mut placed = Vec::new();
    for _ in 0..people {
        placed.push(world.place("TENT", 1).await.unwrap());
    }
    placed
}

async fn state(world: &World, placed: &PlacedOrder) -> State {
    let view = world.engine.order(&placed.token).await.unwrap();
    view.lines[0].backorders[0].state.clone()
}

async fn is_whole(world: &World) {
    let found = dockline_engine::verify(&world.database.url).await.unwrap();
    assert_eq!(found.faults, []);
}

on_both! {
    async fn sixty_typed_for_six_goes_back_into_the_line_from_its_end(world: World) {
        let placed = some_wait(&world, 20).await;
        let before = world.told(&placed[19]).await;
        let came = world.receive("PO-1", &[("TENT", 60)]).await.unwrap().receipt;
        assert_eq!(world.counters("TENT").await, (60, 20, 0));
        let here = world.told(&placed[19]).await;
        assert_eq!(here.len(), before.len() + 1);
        let answer = correct(&world, &came, &[("TENT", 6)]).await.unwrap();
        assert_eq!(answer.taken_back.iter().map(|one| one.quantity).sum::<u32>(), 14);
        assert_eq!(world.counters("TENT").await, (6, 6, 14));
        // The order is where it was, and 54 are still to come.
        let (po, milestones) = world.engine.purchase_order(&world.shop, "PO-1").await.unwrap();
        assert_eq!((po.stage, po.lines[0].received, po.lines[0].open().open()), (Stage::Ordered, 6, 54));
        assert!(milestones.iter().all(|one| one.stage != Stage::Received || one.retracted_at.is_some()));
        for (index, one) in placed.iter().enumerate() {
            let is_here = state(&world, one).await == State::Allocated;
            assert_eq!(is_here, index < 6, "order {index}");
        }
        // Each keeps the place that they had, and is told the date again, once, with the reason.
        for (index, one) in placed[6..].iter().enumerate() {
            let place = u32::try_from(index).unwrap() + 1;
            assert_eq!(world.waiting(one).await, (Some(place), Some(date(2026, 12, 18))));
        }
        let told = world.told(&placed[19]).await;
        assert_eq!(told.len(), here.len() + 1);
        assert_eq!(told.last(), Some(&Some(date(2026, 12, 18))));
        let view = world.engine.order(&placed[19].token).await.unwrap();
        let last = view.lines[0].backorders[0].promises.last().unwrap();
        assert_eq!(last.reason.as_deref(), Some("60 typed for 6"));
        // The receipt says what was counted first.
        let counted = world.engine.receipt(&world.shop, &came).await.unwrap();
        assert_eq!((counted.lines[0].quantity, counted.lines[0].first_counted), (6, Some(60)));
        is_whole(&world).await;
        // The rest comes, and all have theirs.
        world.receive("PO-1", &[("TENT", 54)]).await.unwrap();
        assert_eq!(world.counters("TENT").await, (60, 20, 0));
        assert_eq!(world.engine.purchase_order(&world.shop, "PO-1").await.unwrap().0.stage, Stage::Received);
        is_whole(&world).await;
    }

    async fn the_shelf_goes_first_then_open_parcels_then_packed_ones_and_what_left_was_there(world: World) {
        let placed = some_wait(&world, 4).await;
        let came = world.receive("PO-1", &[("TENT", 6)]).await.unwrap().receipt;
        let parcel = |index: usize| ShipmentId::of(&placed[index].order, 1);
        for index in [0, 1, 3] {
            world.run(PackShipment { shipment: parcel(index), if_version: None }).await.unwrap();
        }
        let gone = HandOverShipment { shipment: parcel(0), carrier: "DHL".into(), tracking: None, if_version: None };
        world.run(gone).await.unwrap();
        // Two lie on the shelf: nobody notices.
        assert_eq!(correct(&world, &came, &[("TENT", 4)]).await.unwrap().taken_back, []);
        // The one open parcel, though another is packed after it in line.
        let answer = correct(&world, &came, &[("TENT", 3)]).await.unwrap();
        assert_eq!(answer.taken_back.iter().map(|one| (&one.order, one.was_packed)).collect::<Vec<_>>(), [(&placed[2].order, false)]);
        let answer = correct(&world, &came, &[("TENT", 2)]).await.unwrap();
        assert_eq!(answer.taken_back.iter().map(|one| (&one.order, one.was_packed)).collect::<Vec<_>>(), [(&placed[3].order, true)]);
        assert_eq!(state(&world, &placed[1]).await, State::Packed);
        let refused = correct(&world, &came, &[("TENT", 0)]).await;
        assert!(matches!(refused, Err(ExecuteError::Conflict(Refusal::HaveLeft { there: 1, .. }))), "{refused:?}");
        for (units, wrong) in [(2, "/lines"), (3, "/lines/0/quantity")] {
            let Err(ExecuteError::Invalid(errors)) = correct(&world, &came, &[("TENT", units)]).await else {
                panic!("{units}");
            };
            assert_eq!(errors[0].pointer, wrong);
        }
        is_whole(&world).await;
    }

    async fn what_broke_goes_back_when_somebody_says_why(world: World) {
        let placed = some_wait(&world, 3).await;
        world.receive("PO-1", &[("TENT", 3)]).await.unwrap();
        let refused = count(&world, "TENT", 1, None).await;
        assert!(matches!(refused, Err(ExecuteError::Conflict(Refusal::InParcels { .. }))), "{refused:?}");
        let level = count(&world, "TENT", 1, Some("dropped two")).await.unwrap();
        assert_eq!((level.on_hand, level.allocated, level.queued, level.taken_back.len()), (1, 1, 2, 2));
        assert_eq!(state(&world, &placed[0]).await, State::Allocated);
        assert_eq!(world.waiting(&placed[1]).await.0, Some(1));
        assert_eq!(world.told(&placed[2]).await.last(), Some(&Some(date(2026, 12, 18))));
        is_whole(&world).await;
    }

    async fn an_order_that_ships_complete_gives_back_all_and_others_are_served(world: World) {
        world.product("tent", &["TENT", "PEG"]).await;
        world.stock("PEG", 1).await;
        world.supply("PO-1", "TENT", 2, None).await;
        world.supply("PO-2", "PEG", 5, None).await;
        let whole = order(vec![line("TENT", 1), line("PEG", 1)], Ship::Complete);
        let whole = world.run(whole).await.unwrap();
        let peg = world.place("PEG", 1).await.unwrap();
        let came = world.receive("PO-1", &[("TENT", 2)]).await.unwrap().receipt;
        assert_eq!((world.counters("TENT").await, world.counters("PEG").await), ((2, 1, 0), (1, 1, 1)));
        correct(&world, &came, &[("TENT", 0)]).await.unwrap();
        // It waits with all it has; the peg goes to who may ship.
        assert_eq!((world.counters("TENT").await, world.counters("PEG").await), ((0, 0, 1), (1, 1, 1)));
        assert_eq!(state(&world, &peg).await, State::Allocated);
        assert_eq!(state(&world, &whole).await, State::Queued);
        is_whole(&world).await;
    }

    async fn supply_whose_date_has_passed_is_kept_for_those_who_wait_again(world: World) {
        let placed = some_wait(&world, 3).await;
        world.clock.set(World::at("2026-12-18T08:00:00Z"));
        let world = world.restart().await;
        let came = world.run(receipt("PO-1", vec![received("TENT", 60)])).await.unwrap().receipt;
        world.clock.set(World::at("2026-12-20T08:00:00Z"));
        let world = world.restart().await;
        correct(&world, &came, &[("TENT", 1)]).await.unwrap();
        let snapshot = world.engine.snapshot(&world.shop, "TENT").await.unwrap();
        assert_eq!(snapshot.supply.inbound()[0].overdue_committed, Some(2));
        assert_eq!(snapshot.availability(1).capacity_left, 0);
        assert_eq!(world.waiting(&placed[1]).await.0, Some(1));
        let po = world.engine.purchase_order(&world.shop, reference("PO-1").as_str()).await.unwrap().0;
        assert_eq!(po.lines[0].open().open(), 59);
    }
}
