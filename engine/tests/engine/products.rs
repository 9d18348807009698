//! Writing products.

use crate::on_both;
use crate::world::{World, product, receipt, received, reference, sku, window};
use dockline_domain::by::By;
use dockline_domain::id::Handle;
use dockline_domain::refusal::{ProductRefused, Refusal};
use dockline_domain::saving::Spelling;
use dockline_domain::supply::Stage;
use dockline_engine::ExecuteError;
use dockline_engine::command::{
    Context, CreatePurchaseOrder, IdempotencyKey, ImportProducts, ImportedProduct,
    NewPurchaseOrderLine, ReceivedLine, SaveProduct, StockKept,
};
use jiff::civil::date;

pub fn import(handle: &str, skus: &[&str], opening: &[(&str, u32)]) -> ImportedProduct {
    let opening_stock = opening
        .iter()
        .map(|(text, units)| (sku(text), *units))
        .collect();
    ImportedProduct {
        product: product(handle, skus, None),
        handle_made: false,
        spelling: Spelling::default(),
        opening_stock,
    }
}

/// A product whose names were cleaned: each with the spelling of the file.
fn cleaned(
    handle: (&str, &str),
    skus: &[(&str, &str)],
    opening: &[(&str, u32)],
) -> ImportedProduct {
    let own: Vec<&str> = skus.iter().map(|(own, _)| *own).collect();
    let spelt = skus.iter().filter(|(own, written)| own != written);
    let mut imported = import(handle.0, &own, opening);
    imported.spelling = Spelling {
        handle: Some(Handle::parse(handle.1).unwrap()),
        skus: spelt
            .map(|(own, written)| (sku(own), sku(written)))
            .collect(),
    };
    for variant in &mut imported.product.variants {
        variant.price.minor = 2_000;
    }
    imported
}

/// A product whose file states no handle.
fn named(handle: &str, skus: &[&str]) -> ImportedProduct {
    ImportedProduct {
        handle_made: true,
        ..import(handle, skus, &[])
    }
}

on_both! {
    async fn importing_the_same_again_changes_nothing(world: World) {
        let products = || ImportProducts {
            products: vec![
                import("tent", &["A", "B"], &[("A", 3)]),
                import("pegs", &["C"], &[]),
            ],
            ..ImportProducts::default()
        };
        let first = world.run(products()).await.unwrap();
        assert_eq!(first.created.len(), 2);
        world.place("A", 1).await.unwrap();
        let before = world.counters("A").await;
        let again = world.run(products()).await.unwrap();
        assert_eq!(
            (
                again.created.len(),
                again.updated.len(),
                again.unchanged.len()
            ),
            (0, 0, 2)
        );
        assert_eq!(world.counters("A").await, before);
        assert_eq!(before, (3, 1, 0));
    }

    async fn what_an_earlier_import_took_as_it_was_written_is_found_when_names_are_cleaned(
        world: World,
    ) {
        world.product("ｔｅｎｔ", &["T\u{200b}1", "T1", "Ｔ２"]).await;
        world.stock("T\u{200b}1", 2).await;
        world.stock("T1", 5).await;
        let placed = world.place("T\u{200b}1", 1).await.unwrap();
        let again = || {
            let skus = [("T-S", "T\u{200b}1"), ("T1", "T1"), ("T2", "Ｔ２")];
            ImportProducts {
                products: vec![
                    cleaned(("tent", "ｔｅｎｔ"), &skus, &[("T2", 4), ("T-S", 9)]),
                    cleaned(("stove", "ｓｔｏｖｅ"), &[("S1", "Ｓ１")], &[]),
                ],
                ..ImportProducts::default()
            }
        };
        let saved = world.run(again()).await.unwrap();
        let handles = |handles: &[Handle]| -> Vec<String> {
            handles.iter().map(ToString::to_string).collect()
        };
        assert_eq!(saved.refused, []);
        assert_eq!(
            (handles(&saved.updated), handles(&saved.created)),
            (vec!["ｔｅｎｔ".to_owned()], vec!["stove".to_owned()])
        );
        let kept = StockKept {
            sku: sku("T\u{200b}1"),
            stated: 9,
            on_hand: 2,
        };
        assert_eq!(saved.stock_kept, [kept]);
        // Two that look alike stay two, each with its stock.
        assert_eq!(world.counters("T\u{200b}1").await, (2, 1, 0));
        assert_eq!(world.counters("T1").await, (5, 0, 0));
        assert_eq!(world.counters("Ｔ２").await, (4, 0, 0));
        let tent = world.engine.product(&world.shop, "ｔｅｎｔ").await.unwrap();
        let prices = tent.product.variants.iter();
        let prices: Vec<(&str, i64)> = prices
            .map(|one| (one.sku.as_str(), one.price.minor))
            .collect();
        assert_eq!(
            prices,
            [("T\u{200b}1", 2_000), ("T1", 2_000), ("Ｔ２", 2_000)]
        );
        let order = world.engine.order(&placed.token).await.unwrap();
        assert_eq!(order.lines[0].sku, sku("T\u{200b}1"));
        assert!(world.engine.snapshot(&world.shop, "S1").await.is_ok());
        assert_eq!(world.run(again()).await.unwrap().unchanged.len(), 2);
    }

    async fn a_name_that_is_no_handle_is_found_by_skus_in_the_spelling_of_the_file(world: World) {
        world.product("tent", &["T\u{200b}1"]).await;
        world.stock("T\u{200b}1", 2).await;
        let mut renamed = cleaned(("big-tent", "big-tent"), &[("T1", "T\u{200b}1")], &[]);
        renamed.handle_made = true;
        let saved = world
            .run(ImportProducts {
                products: vec![renamed],
                ..ImportProducts::default()
            })
            .await
            .unwrap();
        assert_eq!(saved.updated, [Handle::parse("tent").unwrap()]);
        assert_eq!(world.counters("T\u{200b}1").await, (2, 0, 0));
    }

    async fn one_product_that_cannot_be_written_does_not_keep_the_others_out(world: World) {
        world.product("tent", &["A", "B"]).await;
        let saved = world
            .run(ImportProducts {
                products: vec![import("thief", &["A"], &[]), import("pegs", &["C"], &[])],
                ..ImportProducts::default()
            })
            .await
            .unwrap();
        assert_eq!(
            saved
                .refused
                .iter()
                .map(|one| one.handle.as_str())
                .collect::<Vec<_>>(),
            ["thief"]
        );
        assert_eq!(
            saved
                .created
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>(),
            ["pegs"]
        );
    }

    async fn a_variant_with_stock_cannot_be_left_out(world: World) {
        world.product("tent", &["A", "B"]).await;
        world.stock("B", 1).await;
        let refused = world
            .run(SaveProduct {
                product: product("tent", &["A"], None),
                if_version: None,
            })
            .await;
        assert!(matches!(refused, Err(ExecuteError::Conflict(_))));
        world.stock("B", 0).await;
        world
            .run(SaveProduct {
                product: product("tent", &["A"], None),
                if_version: None,
            })
            .await
            .unwrap();
        assert!(
            world
                .engine
                .product(&world.shop, "tent")
                .await
                .unwrap()
                .snapshots
                .len()
                == 1
        );
        assert!(world.engine.snapshot(&world.shop, "B").await.is_err());
    }

    async fn stock_that_is_counted_here_is_kept_and_told(world: World) {
        let stated = |units| ImportProducts {
            products: vec![import("tent", &["A"], &[("A", units)])],
            ..ImportProducts::default()
        };
        world.run(stated(3)).await.unwrap();
        assert_eq!(world.run(stated(3)).await.unwrap().stock_kept, []);
        let saved = world.run(stated(7)).await.unwrap();
        assert_eq!(
            saved.stock_kept,
            [StockKept {
                sku: sku("A"),
                stated: 7,
                on_hand: 3
            }]
        );
        assert_eq!(
            (saved.unchanged.len(), world.counters("A").await),
            (1, (3, 0, 0))
        );
    }

    async fn stock_of_a_variant_that_was_never_counted_is_taken_and_serves_the_line(world: World) {
        world
            .run(ImportProducts {
                products: vec![import("tent", &["A", "B"], &[])],
                ..ImportProducts::default()
            })
            .await
            .unwrap();
        world
            .supply(
                "PO-1",
                "A",
                5,
                Some(window(date(2026, 12, 10), date(2026, 12, 11))),
            )
            .await;
        world.place("A", 2).await.unwrap();
        let saved = world
            .run(ImportProducts {
                products: vec![import("tent", &["A", "B"], &[("A", 3), ("B", 4)])],
                ..ImportProducts::default()
            })
            .await
            .unwrap();
        assert_eq!((saved.stock_kept, saved.unchanged.len()), (vec![], 1));
        assert_eq!(
            (world.counters("A").await, world.counters("B").await),
            ((3, 2, 0), (4, 0, 0))
        );
    }

    async fn a_variant_that_is_on_order_cannot_be_left_out(world: World) {
        world.product("tent", &["A", "B"]).await;
        world.supply("PO-1", "B", 5, None).await;
        let refused = world
            .run(SaveProduct {
                product: product("tent", &["A"], None),
                if_version: None,
            })
            .await;
        assert!(
            matches!(refused, Err(ExecuteError::Conflict(_))),
            "{refused:?}"
        );
    }

    async fn a_variant_whose_line_was_given_up_can_be_left_out(world: World) {
        world.product("tent", &["A", "B"]).await;
        let line = |text: &str| NewPurchaseOrderLine { expected: None,
            sku: sku(text),
            quantity: 5,
        };
        world
            .run(CreatePurchaseOrder {
                reference: reference("PO-1"),
                supplier: "Mill".into(),
                lines: vec![line("A"), line("B")],
                expected: None,
                stage: Stage::Ordered,
                basis: None,
            })
            .await
            .unwrap();
        let given_up = ReceivedLine {
            discrepancy: Some("crushed".into()),
            ..received("B", 0)
        };
        let only_a = || SaveProduct {
            product: product("tent", &["A"], None),
            if_version: None,
        };
        let in_use = Refusal::Product {
            sku: sku("B"),
            why: ProductRefused::InUse,
        };
        assert!(
            matches!(world.run(only_a()).await, Err(ExecuteError::Conflict(why)) if why == in_use)
        );
        world.run(receipt("PO-1", vec![given_up])).await.unwrap();
        world.run(only_a()).await.unwrap();
        assert!(world.engine.snapshot(&world.shop, "B").await.is_err());
    }

    async fn a_handle_made_of_a_name_never_replaces_another_product(world: World) {
        world.product("tent", &["A"]).await;
        let saved = world
            .run(ImportProducts {
                products: vec![named("tent", &["X"])],
                ..ImportProducts::default()
            })
            .await
            .unwrap();
        assert_eq!(
            saved
                .created
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>(),
            ["tent-x"]
        );
        assert!(world.engine.snapshot(&world.shop, "A").await.is_ok());
        let again = world
            .run(ImportProducts {
                products: vec![named("tent", &["X"])],
                ..ImportProducts::default()
            })
            .await
            .unwrap();
        assert_eq!(
            again
                .unchanged
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>(),
            ["tent-x"]
        );
        let renamed = world
            .run(ImportProducts {
                products: vec![named("marquee", &["X"])],
                ..ImportProducts::default()
            })
            .await
            .unwrap();
        assert_eq!(
            renamed
                .updated
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>(),
            ["tent-x"],
            "its SKU tells what it is"
        );
    }

    async fn an_edit_of_an_outdated_product_is_told(world: World) {
        world.product("tent", &["A"]).await;
        let version = world
            .engine
            .product(&world.shop, "tent")
            .await
            .unwrap()
            .version;
        let mut edited = product("tent", &["A"], None);
        edited.title = "Tent 2".into();
        let save = |product| SaveProduct {
            product,
            if_version: Some(version),
        };
        world.run(save(edited.clone())).await.unwrap();
        edited.title = "Tent 3".into();
        assert!(matches!(
            world.run(save(edited)).await,
            Err(ExecuteError::Outdated { .. })
        ));
    }

    async fn orders_are_placed_between_the_pieces_of_an_import(world: World) {
        world.product("pegs", &["PEGS"]).await;
        world.stock("PEGS", 5_000).await;
        let products = (0..3_000)
            .map(|n| import(&format!("tent-{n:04}"), &[&format!("T{n}")], &[]))
            .collect();
        let importing = {
            let (engine, shop) = (world.engine.clone(), world.shop.id.clone());
            tokio::spawn(async move {
                engine
                    .import_products(&shop, Context::by(By::Cli), ImportProducts { products, ..ImportProducts::default() })
                    .await
            })
        };
        let mut numbers = Vec::new();
        while !importing.is_finished() {
            numbers.push(world.place("PEGS", 1).await.unwrap().version);
        }
        let saved = importing.await.unwrap().unwrap();
        assert_eq!(saved.created.len(), 3_000);
        let version = async |handle: &str| {
            world
                .engine
                .product(&world.shop, handle)
                .await
                .unwrap()
                .product_version
        };
        let (first, last) = (version("tent-0000").await, version("tent-2999").await);
        let between = numbers
            .iter()
            .filter(|number| (first..last).contains(*number))
            .count();
        assert!(between >= 3, "{between} of {} orders", numbers.len());
    }

    async fn an_import_in_pieces_is_answered_once_and_can_be_done_again(world: World) {
        let key = |key: &str, fingerprint: &str| IdempotencyKey {
            key: key.into(),
            fingerprint: fingerprint.into(),
        };
        let run = async |context: Context, count: usize| {
            let products = (0..count)
                .map(|n| {
                    import(
                        &format!("a-product-with-a-long-handle-{n:04}"),
                        &[&format!("T{n}")],
                        &[],
                    )
                })
                .collect();
            world
                .engine
                .import_products(&world.shop.id, context, ImportProducts { products, ..ImportProducts::default() })
                .await
        };
        // As after a crash half-way: some of it is there.
        run(Context::by(By::Cli), 700).await.unwrap();
        let first = run(Context::with_key(By::Cli, Some(key("k", "f"))), 2_200)
            .await
            .unwrap();
        assert_eq!(
            (first.created.len(), first.unchanged.len(), first.shortened),
            (1_500, 700, None)
        );
        let again = run(Context::with_key(By::Cli, Some(key("k", "f"))), 2_200)
            .await
            .unwrap();
        assert_eq!(
            (again.counts(), again.version),
            (first.counts(), first.version)
        );
        // Its lists are longer than what is kept.
        assert!(again.shortened.is_some() && again.created.is_empty());
        let other = run(Context::with_key(By::Cli, Some(key("k", "g"))), 2_200).await;
        assert!(matches!(other, Err(ExecuteError::KeyReused)));
        let short = run(Context::with_key(By::Cli, Some(key("short", "f"))), 3)
            .await
            .unwrap();
        assert_eq!(
            run(Context::with_key(By::Cli, Some(key("short", "f"))), 3)
                .await
                .unwrap(),
            short
        );
        let changed = run(Context::with_key(By::Cli, Some(key("other", "f"))), 2_200)
            .await
            .unwrap();
        assert_eq!(changed.counts().unchanged, 2_200);
    }

    async fn a_shop_imports_one_file_at_a_time(world: World) {
        let import_many = |prefix: &str| {
            let products = (0..1_500)
                .map(|n| import(&format!("{prefix}-{n}"), &[&format!("{prefix}{n}")], &[]))
                .collect();
            let (engine, shop) = (world.engine.clone(), world.shop.id.clone());
            async move {
                engine
                    .import_products(&shop, Context::by(By::Cli), ImportProducts { products, ..ImportProducts::default() })
                    .await
            }
        };
        let (one, other) = tokio::join!(import_many("a"), import_many("b"));
        assert_eq!(one.unwrap().created.len(), 1_500);
        assert!(matches!(other, Err(ExecuteError::Busy)));
        assert_eq!(import_many("b").await.unwrap().created.len(), 1_500);
    }
}
