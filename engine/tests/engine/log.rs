//! What the log says of placing, cancelling, sending and ordering: everything that figures need and
//! that tables forget.

use crate::on_both;
use crate::simulation::rows::Raw;
use crate::world::{World, line, reference, window};
use dockline_domain::backorder::Actor;
use dockline_domain::dates::Window;
use dockline_domain::reason::Reason;
use dockline_engine::command::{
    CancelOrder, ChangePurchaseOrder, HandOverShipment, PackShipment, PlacedOrder,
};
use jiff::civil::date;
use serde_json::{Value, json};

/// The windows that were told for the units of an order that wait or waited, oldest first.
async fn told(world: &World, placed: &PlacedOrder) -> Vec<Option<Window>> {
    world.engine.promises_revised(&world.shop).await.unwrap();
    let view = world.engine.order(&placed.token).await.unwrap();
    let waited = view.lines[0]
        .backorders
        .iter()
        .find(|one| one.position_at_placement.is_some());
    let promises = &waited.unwrap().promises;
    promises.iter().map(|told| told.window).collect()
}

async fn logged(world: &World, kind: &str) -> Vec<Value> {
    let raw = Raw::open(&world.database.url).await;
    let payloads = raw.payloads(world.shop.id.as_str(), kind).await;
    raw.close().await;
    payloads
        .iter()
        .map(|payload| serde_json::from_str(payload).unwrap())
        .collect()
}

/// Two units from stock, three that wait for PO-A.
async fn five_tents(world: &World) -> PlacedOrder {
    world.product("tent", &["TENT"]).await;
    world.stock("TENT", 2).await;
    world.two_supplies("TENT", 3).await;
    world.place("TENT", 5).await.unwrap()
}

on_both! {
    async fn a_placement_says_prices_places_and_the_window_that_was_told(world: World) {
        let placed = five_tents(&world).await;
        let first = told(&world, &placed).await[0];
        let lines = json!([{
            "sku": "TENT", "from_stock": 2, "queued": 3, "price_minor": 1_000, "currency": "EUR",
            "position": 1, "promised": first, "kind": "standard"
        }]);
        let expected = json!({ "order": placed.order, "lines": lines });
        assert_eq!(logged(&world, "order_placed.2").await, [expected]);
        assert!(logged(&world, "order_placed.1").await.is_empty());
        let ordered = json!({
            "reference": "PO-A", "supplier": "Mill", "lines": [{ "sku": "TENT", "quantity": 3 }],
            "expected": window(date(2026, 12, 10), date(2026, 12, 11)), "stage": "ordered"
        });
        assert_eq!(logged(&world, "purchase_order_created.2").await[0], ordered);
    }

    async fn a_cancellation_says_which_units_and_what_they_had_been_promised(world: World) {
        let placed = five_tents(&world).await;
        let slip = ChangePurchaseOrder {
lines: None,
            reference: reference("PO-A"),
            expected: Some(Some(window(date(2026, 12, 20), date(2026, 12, 21)))),
            stage: None,
            basis: None,
            reason: Some("storm".into()),
            if_version: None,
        };
        world.run(slip).await.unwrap();
        let told = told(&world, &placed).await;
        assert_eq!(told.len(), 2);
        let cancel = CancelOrder {
            order: placed.order.clone(),
            lines: vec![line("TENT", 4)],
            by: Actor::Shopper,
            reason: Reason::OnOrderPage,
            if_version: None,
        };
        world.run(cancel).await.unwrap();
        let cancelled = &logged(&world, "order_cancelled.2").await[0];
        assert_eq!(cancelled["reason"], "on_order_page");
        assert_eq!(cancelled["by"], "shopper");
        assert_eq!(cancelled["lines"], json!([{ "sku": "TENT", "quantity": 4 }]));
        let parts = cancelled["parts"].as_array().unwrap();
        let (waited, in_stock) = (&parts[0], &parts[1]);
        assert_eq!((&waited["was"], &waited["quantity"]), (&json!("queued"), &json!(3)));
        assert_eq!((&waited["binding"], &waited["last"]), (&json!(told[0]), &json!(told[1])));
        assert_eq!(waited["placed_day"], "2026-11-23");
        assert_eq!((&in_stock["was"], &in_stock["quantity"]), (&json!("allocated"), &json!(1)));
        assert_ne!(waited["backorder"], in_stock["backorder"]);
    }

    async fn a_hand_over_says_which_units_waited_and_what_they_had_been_promised(world: World) {
        let placed = five_tents(&world).await;
        let told = told(&world, &placed).await;
        world.receive("PO-A", &[("TENT", 3)]).await.unwrap();
        let shipments = world.engine.shipments(&world.shop, None, None, 10).await.unwrap().items;
        for shipment in &shipments {
            let (shipment, if_version) = (shipment.id.clone(), None);
            world.run(PackShipment { shipment: shipment.clone(), if_version }).await.unwrap();
            let carrier = "DHL".into();
            world
                .run(HandOverShipment { shipment, carrier, tracking: None, if_version })
                .await
                .unwrap();
        }
        let mut units: Vec<Value> = logged(&world, "shipment_handed_over.2")
            .await
            .iter()
            .flat_map(|event| event["units"].as_array().unwrap().clone())
            .collect();
        units.sort_by_key(|one| one["waited"].as_bool());
        let said: Vec<_> = units
            .iter()
            .map(|one| json!([one["sku"], one["quantity"], one["waited"], one["placed_day"]]))
            .collect();
        let expected = [
            json!(["TENT", 2, false, "2026-11-23"]),
            json!(["TENT", 3, true, "2026-11-23"]),
        ];
        assert_eq!(said, expected);
        assert_eq!(units[1]["binding"], json!(told[0]));
        // They arrived, and leave from the dock on the same day.
        let today = json!({ "earliest": "2026-11-23", "latest": "2026-11-23" });
        assert_eq!(units[1]["last"], today);
    }
}
