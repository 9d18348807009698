//! Units go from one place to another.

use crate::on_both;
use crate::world::{World, sku};
use dockline_domain::id::LocationCode;
use dockline_domain::refusal::Refusal;
use dockline_engine::ExecuteError;
use dockline_engine::command::{TransferStock, Transferred};

async fn transfer(
    world: &World,
    (from, to): (&str, &str),
    units: &[(&str, u32)],
) -> Result<Vec<Transferred>, ExecuteError> {
    let line = |(text, quantity): &(&str, u32)| (sku(text), *quantity);
    world
        .run(TransferStock {
            from: LocationCode::parse(from).unwrap(),
            to: LocationCode::parse(to).unwrap(),
            lines: units.iter().map(line).collect(),
        })
        .await
}

on_both! {
    async fn what_goes_elsewhere_is_neither_sold_nor_missing_on_the_way(world: World) {
        world.product("tent", &["TENT", "PEG"]).await;
        world.stock("TENT", 10).await;
        world.stock("PEG", 2).await;
        world.supply("PO-1", "TENT", 3, None).await;
        world.place("TENT", 12).await.unwrap();
        assert_eq!(world.counters("TENT").await, (10, 10, 2));
        // Two more come over the dock and are set apart there for who waits.
        world.receive("PO-1", &[("TENT", 3)]).await.unwrap();
        assert_eq!(world.counters("TENT").await, (13, 12, 0));
        let refused = transfer(&world, ("main", "annex"), &[("PEG", 1), ("TENT", 12)]).await;
        assert!(matches!(refused, Err(ExecuteError::Conflict(Refusal::NotFree { free: 11, .. }))), "{refused:?}");
        let moved = transfer(&world, ("main", "annex"), &[("PEG", 1), ("TENT", 11)]).await.unwrap();
        let levels: Vec<_> = moved.iter().map(|one| (one.on_hand_from, one.on_hand_to)).collect();
        assert_eq!(levels, [(1, 1), (2, 11)]);
        // In all it is as before, and nothing of the refused one was done.
        assert_eq!((world.counters("TENT").await, world.counters("PEG").await), ((13, 12, 0), (2, 0, 0)));
        assert_eq!(transfer(&world, ("annex", "main"), &[("PEG", 1)]).await.unwrap()[0].on_hand_to, 2);
        // A code that differs in case alone means the same place.
        assert_eq!(transfer(&world, ("MAIN", "Annex"), &[("PEG", 1)]).await.unwrap()[0].on_hand_to, 1);
        for (way, units) in [(("main", "main"), "PEG"), (("annex", "main"), "NONE")] {
            assert!(transfer(&world, way, &[(units, 1)]).await.is_err());
        }
        assert!(transfer(&world, ("main", "annex"), &[("PEG", 1), ("PEG", 1)]).await.is_err());
        assert_eq!(dockline_engine::verify(&world.database.url).await.unwrap().faults, []);
    }
}
