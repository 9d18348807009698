//! What is on order changes: quantities, dates of lines, lines that come and go, an order that is
//! split.

use crate::on_both;
use crate::world::{World, receipt, received, reference, sku, window};
use dockline_domain::availability::Status;
use dockline_domain::dates::Window;
use dockline_domain::on_order::{TakenUnits, WantedLine};
use dockline_domain::refusal::Refusal;
use dockline_domain::supply::Stage;
use dockline_engine::ExecuteError;
use dockline_engine::command::{
    ChangePurchaseOrder, CreatePurchaseOrder, NewPurchaseOrderLine, PlacedOrder, ReceivedLine,
    SplitPurchaseOrder,
};
use jiff::civil::{Date, date};

fn december() -> Window {
    window(date(2026, 12, 14), date(2026, 12, 18))
}

fn january() -> Window {
    window(date(2027, 1, 11), date(2027, 1, 15))
}

fn wanted(text: &str, quantity: u32, expected: Option<Window>) -> WantedLine {
    WantedLine {
        sku: sku(text),
        number: None,
        quantity,
        expected,
    }
}

fn lines(list: Vec<WantedLine>) -> ChangePurchaseOrder {
    ChangePurchaseOrder {
        reference: reference("PO-1"),
        expected: None,
        stage: None,
        basis: None,
        reason: Some("they split it".into()),
        lines: Some(list),
        if_version: None,
    }
}

fn split(units: u32, expected: Option<Window>) -> SplitPurchaseOrder {
    SplitPurchaseOrder {
        reference: reference("PO-1"),
        new_reference: reference("PO-1b"),
        lines: vec![TakenUnits {
            sku: sku("TENT"),
            number: None,
            quantity: units,
        }],
        expected,
        basis: None,
        reason: "they split it".into(),
        if_version: None,
    }
}

/// SKU, number, ordered, received, given up, date of its own.
type Line = (String, u32, u32, u32, u32, Option<Window>);

async fn on_order(world: &World, name: &str) -> (Stage, Vec<Line>) {
    let (order, _) = world
        .engine
        .purchase_order(&world.shop, name)
        .await
        .unwrap();
    let line = |line: &dockline_view::PurchaseOrderLine| {
        let (sku, units) = (line.sku.to_string(), line.open());
        let (received, given_up) = (units.received, units.written_off);
        (
            sku,
            line.line,
            units.ordered,
            received,
            given_up,
            line.expected,
        )
    };
    (order.stage, order.lines.iter().map(line).collect())
}

fn line(text: &str, number: u32, units: (u32, u32, u32), expected: Option<Window>) -> Line {
    (text.to_owned(), number, units.0, units.1, units.2, expected)
}

/// Ten people wait for one unit each of ten that come in December.
async fn ten_wait(world: &World) -> Vec<PlacedOrder> {
    world.product("tent", &["TENT", "PEG"]).await;
    world.supply("PO-1", "TENT", 10, Some(december())).await;
    let mut placed = Vec::new();
    for _ in 0..10 {
        placed.push(world.place("TENT", 1).await.unwrap());
    }
    placed
}

/// What each was told, in all.
async fn told(world: &World, placed: &[PlacedOrder]) -> Vec<Vec<Option<Date>>> {
    let mut all = Vec::new();
    for one in placed {
        all.push(world.told(one).await);
    }
    all
}

const FIRST: Option<Date> = Some(date(2026, 12, 18));
const LATER: Option<Date> = Some(date(2027, 1, 15));

on_both! {
    async fn a_supplier_who_splits_an_order_is_one_change_and_each_is_told_once(world: World) {
        let placed = ten_wait(&world).await;
        world.run(split(4, Some(january()))).await.unwrap();
        let all = told(&world, &placed).await;
        assert!(all[..6].iter().all(|told| *told == [FIRST]), "{all:?}");
        assert!(all[6..].iter().all(|told| *told == [FIRST, LATER]), "{all:?}");
        let view = world.engine.order(&placed[9].token).await.unwrap();
        let last = view.lines[0].backorders[0].promises.last().unwrap();
        assert_eq!(last.reason.as_deref(), Some("they split it"));
        // Nothing could be bought in between, and nothing can be now.
        let snapshot = world.engine.snapshot(&world.shop, "TENT").await.unwrap();
        assert_eq!(snapshot.availability(1).status, Status::OutOfStock);
        assert_eq!(on_order(&world, "PO-1").await.1, [line("TENT", 1, (6, 0, 0), None)]);
        assert_eq!(on_order(&world, "PO-1b").await.1, [line("TENT", 1, (4, 0, 0), None)]);
    }

    async fn one_sku_on_two_lines_comes_on_two_dates_and_is_counted_in_that_order(world: World) {
        let placed = ten_wait(&world).await;
        let two = vec![wanted("TENT", 6, None), wanted("TENT", 4, Some(january()))];
        world.run(lines(two.clone())).await.unwrap();
        let all = told(&world, &placed).await;
        assert!(all[..6].iter().all(|told| *told == [FIRST]), "{all:?}");
        assert!(all[6..].iter().all(|told| *told == [FIRST, LATER]), "{all:?}");
        // The same list once more says nothing new.
        let before = world.engine.purchase_order(&world.shop, "PO-1").await.unwrap().0.version;
        let saved = world.run(lines(two)).await.unwrap();
        assert_eq!(saved.version, before);
        // What the page shows of each: its own date, and that it moved.
        let snapshot = world.engine.snapshot(&world.shop, "TENT").await.unwrap();
        let news: Vec<_> = snapshot.news.iter().map(|news| (news.line, news.quantity, news.expected)).collect();
        assert_eq!(news, [(1, 6, Some(december())), (2, 4, Some(january()))]);
        // The order moves; its second line has a date of its own.
        let week = window(date(2026, 12, 21), date(2026, 12, 22));
        world.run(ChangePurchaseOrder { lines: None, expected: Some(Some(week)), ..lines(vec![]) }).await.unwrap();
        assert_eq!(world.told(&placed[0]).await, [FIRST, Some(date(2026, 12, 22))]);
        assert_eq!(world.told(&placed[9]).await, [FIRST, LATER]);
        // Seven arrive: six of the first line, and one that was expected later.
        let receipt_id = world.receive("PO-1", &[("TENT", 7)]).await.unwrap().receipt;
        assert_eq!(
            on_order(&world, "PO-1").await,
            (Stage::Ordered, vec![line("TENT", 1, (6, 6, 0), None), line("TENT", 2, (4, 1, 0), Some(january()))])
        );
        let counted = world.engine.receipt(&world.shop, &receipt_id).await.unwrap();
        let counted: Vec<_> = counted.lines.iter().map(|line| (line.line, line.quantity, line.put_away)).collect();
        assert_eq!(counted, [(1, 6, 0), (2, 1, 0)]);
        assert_eq!(world.counters("TENT").await, (7, 7, 3));
        // The rest of a named line will not come.
        let gone = ReceivedLine { line: Some(2), discrepancy: Some("sold out".into()), ..received("TENT", 0) };
        world.run(receipt("PO-1", vec![gone])).await.unwrap();
        assert_eq!(on_order(&world, "PO-1").await.0, Stage::Received);
        assert_eq!(world.told(&placed[9]).await, [FIRST, LATER, None]);
    }

    async fn fewer_units_leave_the_last_in_line_without_a_date_and_more_give_them_one(world: World) {
        let placed = ten_wait(&world).await;
        world.run(lines(vec![wanted("TENT", 6, None)])).await.unwrap();
        assert_eq!(world.told(&placed[5]).await, [FIRST]);
        assert_eq!(world.told(&placed[6]).await, [FIRST, None]);
        assert!(world.place("TENT", 1).await.is_err(), "nothing is left to be sold");
        world.run(lines(vec![wanted("TENT", 12, None), wanted("PEG", 3, Some(january()))])).await.unwrap();
        assert_eq!(world.told(&placed[6]).await, [FIRST, None, FIRST]);
        world.place("TENT", 2).await.unwrap();
        assert_eq!(world.place("PEG", 1).await.unwrap().lines[0].parts[0].ship_latest, LATER);
        // What came stays on the order, and an order that has all is done.
        world.receive("PO-1", &[("TENT", 5)]).await.unwrap();
        let refused = world.run(lines(vec![wanted("TENT", 4, None), wanted("PEG", 3, None)])).await;
        assert!(matches!(refused, Err(ExecuteError::Conflict(Refusal::Counted { units: 5, .. }))), "{refused:?}");
        let refused = world.run(lines(vec![wanted("PEG", 3, None)])).await;
        assert!(matches!(refused, Err(ExecuteError::Conflict(Refusal::Counted { units: 5, .. }))), "{refused:?}");
        world.run(lines(vec![wanted("TENT", 5, None)])).await.unwrap();
        assert_eq!(on_order(&world, "PO-1").await, (Stage::Received, vec![line("TENT", 1, (5, 5, 0), None)]));
        let refused = world.run(lines(vec![wanted("TENT", 6, None)])).await;
        assert!(matches!(refused, Err(ExecuteError::Conflict(Refusal::LinesEnded(Stage::Received)))), "{refused:?}");
    }

    async fn a_line_passes_its_own_date_and_is_supply_again_when_it_gets_another(world: World) {
        world.product("tent", &["TENT"]).await;
        let own = |quantity, expected| NewPurchaseOrderLine { sku: sku("TENT"), quantity, expected };
        let create = CreatePurchaseOrder {
            reference: reference("PO-1"),
            supplier: "Mill".into(),
            lines: vec![own(2, Some(window(date(2026, 11, 24), date(2026, 11, 25)))), own(3, None)],
            expected: Some(january()),
            stage: Stage::Ordered,
            basis: None,
        };
        world.run(create).await.unwrap();
        let placed = world.place("TENT", 1).await.unwrap();
        world.clock.set(World::at("2026-11-26T08:00:00Z"));
        let world = world.restart().await;
        let day = world.engine.shop("demo").await.unwrap().day;
        assert_eq!(day, date(2026, 11, 26));
        let snapshot = world.engine.snapshot(&world.shop, "TENT").await.unwrap();
        let late: Vec<_> = snapshot.supply.inbound().iter().map(|line| (line.line, line.overdue_committed)).collect();
        assert_eq!(late, [(1, Some(1)), (2, None)]);
        assert_eq!(snapshot.availability(1).parts[0].ship_latest, LATER);
        // A date in the past is none, and neither is one that the line would get from its order.
        let past = Some(window(date(2026, 11, 24), date(2026, 11, 24)));
        let refused = world.run(lines(vec![wanted("TENT", 2, past), wanted("TENT", 3, None)])).await;
        assert!(matches!(refused, Err(ExecuteError::Invalid(_))), "{refused:?}");
        let soon = window(date(2026, 12, 1), date(2026, 12, 2));
        world.run(lines(vec![wanted("TENT", 2, Some(soon)), wanted("TENT", 3, None)])).await.unwrap();
        let snapshot = world.engine.snapshot(&world.shop, "TENT").await.unwrap();
        assert!(snapshot.supply.inbound().iter().all(|line| !line.is_overdue()));
        assert_eq!(snapshot.availability(1).parts[0].ship_latest, Some(date(2026, 12, 2)));
        assert_eq!(world.told(&placed).await.last(), Some(&Some(date(2026, 12, 2))));
        // A delay of the whole order is one of each of its lines.
        let what_if = world.engine.what_if(&world.shop, &reference("PO-1"), 7).await.unwrap();
        assert_eq!(what_if.affected[0].expected_then.map(Window::latest), Some(date(2026, 12, 9)));
        let given = world.engine.what_if_expected(&world.shop, &reference("PO-1"), |_| Some(december())).await.unwrap();
        assert_eq!(given.orders, 0, "the line that they wait for has its own date");
    }

    async fn what_nobody_had_ordered_is_counted_in_the_same_receipt(world: World) {
        let placed = ten_wait(&world).await;
        let peg = ReceivedLine { discrepancy: Some("sent instead of tents".into()), ..received("PEG", 3) };
        let without_a_word = world.run(receipt("PO-1", vec![received("PEG", 3)])).await;
        assert!(matches!(without_a_word, Err(ExecuteError::Invalid(_))));
        let short = ReceivedLine { discrepancy: Some("3 were pegs".into()), ..received("TENT", 7) };
        let answer = world.run(receipt("PO-1", vec![short, peg])).await.unwrap();
        assert_eq!(answer.put_away.iter().map(|one| (one.sku.as_str(), one.quantity)).collect::<Vec<_>>(), [("PEG", 3)]);
        assert_eq!(
            on_order(&world, "PO-1").await,
            (Stage::Received, vec![line("PEG", 1, (0, 3, 0), None), line("TENT", 1, (10, 7, 3), None)])
        );
        assert_eq!(world.counters("PEG").await, (3, 0, 0));
        assert_eq!(world.told(&placed[9]).await, [FIRST, None]);
        assert_eq!(dockline_engine::verify(&world.database.url).await.unwrap().faults, []);
    }

    async fn a_split_that_cannot_be_leaves_all_as_it_was(world: World) {
        ten_wait(&world).await;
        world.supply("PO-1b", "PEG", 1, None).await;
        let refused = world.run(split(4, Some(january()))).await;
        assert!(matches!(refused, Err(ExecuteError::Conflict(Refusal::PurchaseOrderExists(_)))), "{refused:?}");
        for (units, list) in [(11, true), (10, false)] {
            let new = SplitPurchaseOrder { new_reference: reference("PO-2"), ..split(units, None) };
            match world.run(new).await {
                Err(ExecuteError::Invalid(_)) => assert!(list),
                Err(ExecuteError::Conflict(Refusal::NothingStays)) => assert!(!list),
                other => panic!("{other:?}"),
            }
        }
        assert_eq!(on_order(&world, "PO-1").await.1, [line("TENT", 1, (10, 0, 0), None)]);
    }
}
