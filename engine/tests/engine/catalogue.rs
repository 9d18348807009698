//! The catalogue is searched and paged.

use crate::on_both;
use crate::products::import;
use crate::world::{World, product};
use dockline_domain::by::By;
use dockline_domain::catalogue::{OptionValue, ProductDraft};
use dockline_engine::Listing;
use dockline_engine::command::{Context, ImportProducts, SaveProduct};

on_both! {
    async fn the_catalogue_is_searched_and_paged_by_title(world: World) {
        for handle in ["boot-100%", "boot-b", "boot-c", "tent"] {
            world.product(&handle.replace('%', "x"), &[handle]).await;
        }
        let first = world
            .engine
            .catalogue(&world.shop, Listing::Sold, "BOOT", None, 2)
            .await
            .unwrap();
        let rest = world
            .engine
            .catalogue(&world.shop, Listing::Sold, "BOOT", first.next_cursor.as_deref(), 2)
            .await
            .unwrap();
        let titles = |page: &dockline_view::CataloguePage| {
            page.products
                .iter()
                .map(|one| one.product.title.clone())
                .collect::<Vec<_>>()
        };
        assert_eq!(
            (titles(&first), titles(&rest)),
            (
                vec!["boot-100x".to_owned(), "boot-b".into()],
                vec!["boot-c".to_owned()]
            )
        );
        assert_eq!(
            world
                .engine
                .catalogue(&world.shop, Listing::Sold, "0%", None, 9)
                .await
                .unwrap()
                .products
                .len(),
            1
        );
        assert_eq!(
            world
                .engine
                .catalogue(&world.shop, Listing::Sold, "o_t", None, 9)
                .await
                .unwrap()
                .products
                .len(),
            0
        );
    }

    async fn titles_are_in_the_order_in_which_people_look_for_them(world: World) {
        for (handle, title) in [
            ("1", "zelt"),
            ("2", "Übung"),
            ("3", "Äpfel"),
            ("4", "Apfel B"),
            ("5", "Zelt 2"),
            ("6", "Strasse"),
            ("7", "Straße 2"),
        ] {
            let draft = ProductDraft {
                off_sale: false,
                release_on: None,
                title: title.into(),
                ..product(handle, &[handle], None)
            };
            world
                .run(SaveProduct {
                    product: draft,
                    if_version: None,
                })
                .await
                .unwrap();
        }
        let page = |cursor: Option<String>| {
            let (engine, shop) = (&world.engine, &world.shop);
            async move {
                engine
                    .catalogue(shop, Listing::Sold, "", cursor.as_deref(), 3)
                    .await
                    .unwrap()
            }
        };
        let (mut titles, mut cursor) = (Vec::new(), None);
        loop {
            let found = page(cursor).await;
            titles.extend(found.products.iter().map(|one| one.product.title.clone()));
            cursor = found.next_cursor;
            if cursor.is_none() {
                break;
            }
        }
        assert_eq!(
            titles,
            [
                "Äpfel",
                "Apfel B",
                "Strasse",
                "Straße 2",
                "Übung",
                "zelt",
                "Zelt 2"
            ]
        );
    }

    async fn a_search_finds_words_in_any_order_and_the_values_of_options(world: World) {
        let mut draft = product("tent", &["A"], None);
        draft.title = "Ridge Tent".into();
        draft.variants[0].options = vec![OptionValue {
            name: "Colour".into(),
            value: "Moss Green".into(),
        }];
        world
            .run(SaveProduct {
                product: draft,
                if_version: None,
            })
            .await
            .unwrap();
        for (search, found) in [
            ("tent ridge", 1),
            ("green tent", 1),
            ("  moss   RIDGE ", 1),
            ("tent red", 0),
            ("", 1),
        ] {
            assert_eq!(
                world
                    .engine
                    .catalogue(&world.shop, Listing::Sold, search, None, 9)
                    .await
                    .unwrap()
                    .products
                    .len(),
                found,
                "{search}"
            );
        }
    }

    async fn a_search_finds_what_another_process_wrote_a_moment_ago(world: World) {
        let titled = |title: &str| ProductDraft {
            off_sale: false,
            release_on: None,
            title: title.into(),
            ..product("tent", &["A"], None)
        };
        let other = dockline_engine::Engine::open(&world.database.url, world.clock.clone())
            .await
            .unwrap();
        let found = async |search: &str| {
            world
                .engine
                .catalogue(&world.shop, Listing::Sold, search, None, 9)
                .await
                .unwrap()
                .products
                .len()
        };
        for (title, search) in [
            ("Wollflasche", "FLASCHE"),
            ("Kühlbox", "kuhl"),
            ("ﬁne tent", "fine"),
        ] {
            assert_eq!(found(search).await, 0, "{search}");
            let save = SaveProduct {
                product: titled(title),
                if_version: None,
            };
            other
                .execute(&world.shop.id, Context::by(By::Cli), save)
                .await
                .unwrap();
            assert_eq!(found(search).await, 1, "{search}");
        }
        assert_eq!(found("flasche").await, 0);
        for odd in ["\0", "a\0b", "%", "_", "\\", "'", "\u{202e}", "İx"] {
            assert_eq!(found(odd).await, 0, "{odd:?}");
            assert!(
                world
                    .engine
                    .find_orders(&world.shop, odd, None, 9)
                    .await
                    .unwrap()
                    .items
                    .is_empty(),
                "{odd:?}"
            );
            assert!(
                world
                    .engine
                    .supply_matching(&world.shop, odd, 9)
                    .await
                    .unwrap()
                    .is_empty(),
                "{odd:?}"
            );
            assert!(
                world
                    .engine
                    .variants_meant(&world.shop, odd)
                    .await
                    .unwrap()
                    .is_empty(),
                "{odd:?}"
            );
        }
    }

    async fn what_a_search_finds_goes_on_where_the_page_before_ended(world: World) {
        let products = (0..30)
            .map(|n| import(&format!("tent-{n:02}"), &[&format!("T{n}")], &[]))
            .collect();
        world.run(ImportProducts { products, ..ImportProducts::default() }).await.unwrap();
        let (mut handles, mut cursor) = (Vec::new(), None);
        loop {
            let page = world
                .engine
                .catalogue(&world.shop, Listing::Sold, "tent", cursor.as_deref(), 7)
                .await
                .unwrap();
            handles.extend(
                page.products
                    .iter()
                    .map(|one| one.product.handle.to_string()),
            );
            cursor = page.next_cursor;
            if cursor.is_none() {
                break;
            }
        }
        assert_eq!(
            handles,
            (0..30).map(|n| format!("tent-{n:02}")).collect::<Vec<_>>()
        );
    }
}
