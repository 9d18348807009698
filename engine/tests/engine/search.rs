//! What people type finds what was written, whatever the letters, their case and their marks: on
//! both databases, which fold texts each in their own way.

use crate::on_both;
use crate::world::{World, line, order, product, purchase_order};
use dockline_domain::email::Email;
use dockline_domain::order::{Person, Ship};
use dockline_engine::Listing;
use dockline_engine::command::{CreatePurchaseOrder, PlaceOrder, SaveProduct};

/// What was written, what finds it, and what does not.
const WRITTEN: [(&str, &[&str], &[&str]); 7] = [
    (
        "Jürgen Öztürk",
        &[
            "öztürk",
            "ÖZTÜRK",
            "ozturk",
            "jürg",
            "O\u{308}ZTU\u{308}RK",
            "gen öz",
        ],
        &["öztürkx", "oeztuerk", "%", "_"],
    ),
    (
        "Çağla Şahin",
        &["çağla", "ŞAHİN", "cagla", "sahin"],
        &["saxin"],
    ),
    ("Émile Zoë", &["émile", "ÉMILE", "EMILE", "zoe"], &["emily"]),
    (
        "Юлия Ёлкина",
        &["юлия", "ЮЛИЯ", "ёлкина", "Елкина"],
        &["юлий"],
    ),
    (
        "Weiß & Söhne",
        &["WEISS", "weiß", "sohne", "& sö"],
        &["weis &"],
    ),
    ("ΟΔΥΣΣΕΥΣ", &["οδυσσευς", "οδυσσευσ"], &["οδος"]),
    ("山田 太郎", &["山田", "太郎"], &["山本"]),
];

on_both! {
    async fn an_order_is_found_by_any_spelling_of_a_name_and_of_a_mail_address(world: World) {
        world.product("tent", &["TENT"]).await;
        world.stock("TENT", 99).await;
        let place = async |name: &str, email: &str| {
            let wish = order(vec![line("TENT", 1)], Ship::AsAvailable);
            let email = Email::stored(email);
            let person = Person { name: name.into(), email, ..wish.person };
            world.run(PlaceOrder { person, ..wish }).await.unwrap().order
        };
        let found = async |text: &str| -> Vec<_> {
            let found = world.engine.find_orders(&world.shop, text, None, 50).await.unwrap();
            found.items.into_iter().map(|one| one.id).collect()
        };
        for (name, finds, does_not) in WRITTEN {
            let placed = place(name, "nobody@example.com").await;
            for text in finds {
                assert_eq!(found(text).await, std::slice::from_ref(&placed), "{text} for {name}");
            }
            for text in does_not {
                assert_eq!(found(text).await, [], "{text} for {name}");
            }
        }
        let placed = place("Ada", "jürgen+zelt@müller.example").await;
        for text in ["jürgen+zelt@müller.example", "JÜRGEN@MÜLLER.EXAMPLE", "+zelt@m"] {
            assert_eq!(found(text).await, std::slice::from_ref(&placed), "{text}");
        }
    }

    async fn a_purchase_order_is_found_by_any_spelling_of_its_supplier_and_its_number(world: World) {
        world.product("tent", &["TENT"]).await;
        let found = async |text: &str| -> Vec<_> {
            let found = world.engine.supply_matching(&world.shop, text, 50).await.unwrap();
            found.into_iter().map(|one| one.supplier).collect()
        };
        for (number, (supplier, finds, does_not)) in WRITTEN.into_iter().enumerate() {
            let reference = format!("Ä-{number}-x");
            world.supply(&reference, "TENT", 1, None).await;
            let wish = purchase_order(&format!("P{number}"), "TENT", 1);
            let supplier = supplier.to_owned();
            world.run(CreatePurchaseOrder { supplier: supplier.clone(), ..wish }).await.unwrap();
            for text in finds {
                assert_eq!(found(text).await, std::slice::from_ref(&supplier), "{text}");
            }
            for text in does_not {
                assert_eq!(found(text).await, Vec::<String>::new(), "{text}");
            }
            assert_eq!(found(&format!("ä-{number}-X")).await, ["Mill"], "{reference}");
        }
    }

    async fn a_product_is_found_by_any_spelling_of_its_title(world: World) {
        let found = async |text: &str| -> Vec<_> {
            let page = world.engine.catalogue(&world.shop, Listing::Sold, text, None, 50).await.unwrap();
            page.products.into_iter().map(|one| one.product.title.clone()).collect()
        };
        for (number, (title, finds, _)) in WRITTEN.into_iter().enumerate() {
            let mut draft = product(&format!("p{number}"), &[&format!("S{number}")], None);
            draft.title = title.into();
            let save = SaveProduct { product: draft, if_version: None };
            world.run(save).await.unwrap();
            for text in finds.iter().filter(|text| !text.contains('&')) {
                assert_eq!(found(text).await, [title], "{text}");
            }
        }
    }
}
