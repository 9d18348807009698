//! Products in every state that a page shows.

use super::{ORDERED, at, december, inbound, moved_on, option, shop, snapshot, variant, window};
use dockline_domain::catalogue::{ProductDraft, VariantDraft};
use dockline_domain::id::Handle;
use dockline_domain::policy::{BackorderRule, LeadTime, Policy, SellingKind};
use dockline_domain::supply::Stage;
use dockline_view::{ProductView, VariantSnapshot};
use jiff::civil::date;
use std::sync::Arc;

fn view(
    handle: &str,
    title: &str,
    image: &str,
    variants: Vec<VariantDraft>,
    snapshots: Vec<Arc<VariantSnapshot>>,
) -> ProductView {
    let product = ProductDraft {
        off_sale: false,
        release_on: None,
        handle: Handle::parse(handle).expect("valid"),
        title: title.into(),
        description:
            "<p>A two-person ridge tent in the old shape, because the old shape stands in wind, sheds rain and can be mended with a \
                      needle.</p><ul><li><strong>Sleeps:</strong> 2</li><li><strong>Weight:</strong> 3.4 kg with poles and pegs</li></ul>\
                      <p>Every pole, loop and peg can be bought singly.</p>"
                .into(),
        vendor: Some("Oficina Duarte, Porto".into()),
        tags: vec![],
        image: Some(format!("/demo/{image}.svg")),
        policy: None,
        variants,
        facts: dockline_domain::facts::Facts::default(),
    };
    ProductView {
        shop: Arc::new(shop()),
        product: Arc::new(product),
        snapshots,
        version: 812,
        product_version: 812,
    }
}

/// The tent in three colours; the first one as given.
fn tent(first: Arc<VariantSnapshot>) -> ProductView {
    let colour = |value| vec![option("Colour", value)];
    let sku = first.sku.clone();
    let variants = vec![
        VariantDraft {
            off_sale: false,
            release_on: None,
            sku,
            ..variant("A", 38_900, colour("Moss green"), "ridge-tent-2-moss")
        },
        variant("TENT-CLAY", 38_900, colour("Clay"), "ridge-tent-2-clay"),
        variant("TENT-SAND", 38_900, colour("Sand"), "ridge-tent-2-sand"),
    ];
    let others = [
        snapshot("TENT-CLAY", (40, 0, 0), vec![], Policy::default()),
        snapshot("TENT-SAND", (0, 0, 0), vec![], Policy::deny()),
    ];
    view(
        "ridge-tent-2",
        "Ridge Tent 2",
        "ridge-tent-2",
        variants,
        std::iter::once(first).chain(others).collect(),
    )
}

#[expect(
    clippy::too_many_lines,
    reason = "a list of states, one after the other"
)]
pub fn product_states() -> Vec<(&'static str, ProductView, usize, u32)> {
    let sku = "TENT-GREEN";
    let coming = |stage| inbound(ORDERED, 200, Some(december()), stage);
    let backordered = || {
        snapshot(
            sku,
            (0, 0, 143),
            vec![coming(Stage::InTransit)],
            Policy::default(),
        )
    };
    let earlier = window(date(2026, 12, 8), date(2026, 12, 14));
    let kind = |kind| Policy {
        kind,
        ..Policy::default()
    };
    let lead = LeadTime {
        quantity: 30,
        lead_days_min: 28,
        lead_days_max: 42,
    };
    let made = Policy {
        kind: SellingKind::MadeToOrder,
        backorder: BackorderRule::Beyond(lead),
        ..Policy::default()
    };
    let gone = Policy {
        discontinued: true,
        ..Policy::deny()
    };
    let limited = Policy {
        per_customer: Some(2),
        ..Policy::default()
    };
    let mut overdue = inbound(
        ORDERED,
        200,
        Some(window(date(2026, 11, 9), date(2026, 11, 13))),
        Stage::InTransit,
    );
    overdue.overdue_committed = Some(143);
    let mut stale = coming(Stage::InProduction);
    stale.confirmed_at = at(date(2026, 10, 20));
    let second = inbound(
        "PO-8",
        100,
        Some(window(date(2026, 12, 28), date(2027, 1, 8))),
        Stage::InProduction,
    );
    let first = inbound("PO-1", 143, Some(december()), Stage::Customs);
    vec![
        (
            "backorder",
            tent(snapshot(
                sku,
                (0, 0, 143),
                vec![coming(Stage::InTransit)],
                Policy::default(),
            )),
            0,
            1,
        ),
        (
            "moved-later",
            tent(moved_on(date(2026, 11, 21), Some(earlier), backordered())),
            0,
            1,
        ),
        (
            "moved-before",
            tent(moved_on(date(2026, 11, 1), Some(earlier), backordered())),
            0,
            1,
        ),
        (
            "split",
            tent(snapshot(
                sku,
                (2, 0, 0),
                vec![coming(Stage::InTransit)],
                Policy::default(),
            )),
            0,
            5,
        ),
        (
            "in-stock",
            tent(snapshot(sku, (40, 0, 0), vec![], Policy::default())),
            0,
            1,
        ),
        (
            "low-stock",
            tent(snapshot(sku, (3, 0, 0), vec![], Policy::default())),
            0,
            1,
        ),
        (
            "undated",
            tent(snapshot(
                sku,
                (0, 0, 11),
                vec![inbound(ORDERED, 60, None, Stage::Ordered)],
                Policy::default(),
            )),
            0,
            1,
        ),
        (
            "next-batch",
            tent(snapshot(
                sku,
                (0, 0, 143),
                vec![first, second],
                Policy::default(),
            )),
            0,
            1,
        ),
        (
            "preorder",
            tent(snapshot(
                sku,
                (0, 0, 20),
                vec![coming(Stage::QualityCheck)],
                kind(SellingKind::Preorder),
            )),
            0,
            1,
        ),
        (
            "made-to-order",
            tent(snapshot(sku, (0, 0, 2), vec![], made)),
            0,
            1,
        ),
        (
            "supply-and-beyond",
            tent(snapshot(
                sku,
                (0, 0, 2),
                vec![inbound(ORDERED, 5, Some(december()), Stage::InTransit)],
                made,
            )),
            0,
            1,
        ),
        (
            "out-of-stock",
            tent(snapshot(sku, (0, 0, 0), vec![], Policy::deny())),
            0,
            1,
        ),
        (
            "discontinued",
            tent(snapshot(sku, (0, 0, 0), vec![], gone)),
            0,
            1,
        ),
        (
            "overdue",
            tent(snapshot(sku, (0, 0, 143), vec![overdue], Policy::default())),
            0,
            1,
        ),
        (
            "stale",
            tent(snapshot(sku, (0, 0, 12), vec![stale], Policy::default())),
            0,
            1,
        ),
        (
            "not-enough",
            tent(snapshot(
                sku,
                (0, 0, 196),
                vec![coming(Stage::InTransit)],
                limited,
            )),
            0,
            9,
        ),
        ("two-options", pack(), 1, 1),
    ]
}

fn pack() -> ProductView {
    let names = [
        ("Ochre", "Regular back"),
        ("Ochre", "Long back"),
        ("Forest", "Regular back"),
        ("Forest", "Long back"),
        ("Slate", "Regular back"),
    ];
    let variants = names.iter().enumerate().map(|(n, (colour, size))| {
        let options = vec![option("Colour", colour), option("Size", size)];
        variant(
            &format!("PACK-{n}"),
            22_900,
            options,
            &format!("drover-pack-38-{}", colour.to_lowercase()),
        )
    });
    let snapshots = vec![
        snapshot("PACK-0", (14, 0, 0), vec![], Policy::default()),
        snapshot("PACK-1", (2, 0, 0), vec![], Policy::default()),
        snapshot("PACK-2", (30, 0, 0), vec![], Policy::default()),
        snapshot(
            "PACK-3",
            (0, 0, 3),
            vec![inbound(ORDERED, 40, Some(december()), Stage::InProduction)],
            Policy::default(),
        ),
        snapshot("PACK-4", (0, 0, 0), vec![], Policy::deny()),
    ];
    view(
        "drover-pack-38",
        "Drover Pack 38",
        "drover-pack-38",
        variants.collect(),
        snapshots,
    )
}

pub fn products() -> Vec<ProductView> {
    let simple = |handle: &str, title: &str, minor, snapshot: Arc<VariantSnapshot>| {
        let draft = VariantDraft {
            off_sale: false,
            release_on: None,
            sku: snapshot.sku.clone(),
            ..variant("A", minor, vec![], handle)
        };
        view(handle, title, handle, vec![draft], vec![snapshot])
    };
    let coming = |stage| inbound(ORDERED, 80, Some(december()), stage);
    vec![
        tent(snapshot(
            "TENT-GREEN",
            (0, 0, 143),
            vec![coming(Stage::InTransit)],
            Policy::default(),
        )),
        pack(),
        simple(
            "storm-lantern",
            "Storm Lantern",
            8_900,
            snapshot(
                "L",
                (0, 0, 12),
                vec![coming(Stage::Customs)],
                Policy::default(),
            ),
        ),
        simple(
            "enamel-kettle",
            "Enamel Kettle 1.2 L",
            4_900,
            snapshot("K", (40, 0, 0), vec![], Policy::default()),
        ),
        simple(
            "tarn-packraft",
            "Tarn Packraft",
            79_900,
            snapshot(
                "R",
                (0, 0, 4),
                vec![inbound(ORDERED, 9, None, Stage::Ordered)],
                Policy::default(),
            ),
        ),
        simple(
            "fold-jumper",
            "Fold Jumper",
            18_900,
            snapshot("J", (0, 0, 0), vec![], Policy::deny()),
        ),
        simple(
            "bench-knife",
            "Bench Knife",
            6_400,
            snapshot("B", (3, 0, 0), vec![], Policy::default()),
        ),
        simple(
            "pocket-compass",
            "Pocket Compass",
            3_900,
            snapshot("C", (12, 0, 0), vec![], Policy::default()),
        ),
    ]
}
