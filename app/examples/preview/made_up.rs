//! Made-up values of the engine.

use dockline_domain::availability::{Part, Source, VariantSupply};
use dockline_domain::backorder::{Actor, OrderState, State};
use dockline_domain::catalogue::{OptionValue, ProductDraft, VariantDraft};
use dockline_domain::dates::Window;
use dockline_domain::email::Email;
use dockline_domain::id::{
    BackorderId, Handle, OrderId, PurchaseOrderReference, ShopId, ShopSlug, Sku,
};
use dockline_domain::money::{Currency, Money};
use dockline_domain::order::{Person, Ship};
use dockline_domain::policy::{BackorderRule, LeadTime, Policy, SellingKind};
use dockline_domain::promise::{Cause, OnTimeRecord, Standing};
use dockline_domain::shop::{ShopProfile, ShopRules};
use dockline_domain::stock::Counters;
use dockline_domain::supply::{Inbound, Stage};
use dockline_view::{
    BackorderView, DateMove, HistoryEntry, HistoryKind, Milestone, OrderLineView, OrderView,
    ProductView, PromiseView, Shop, SupplyNews, VariantSnapshot,
};
use jiff::Timestamp;
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use std::sync::Arc;

const ORDERED: &str = "PO-7";

pub fn shop() -> Shop {
    Shop {
        id: ShopId::parse("shop_demo").expect("valid"),
        slug: ShopSlug::parse("demo").expect("valid"),
        profile: ShopProfile {
            name: "Fjell & Ferd".into(),
            currency: Currency::parse("EUR").expect("valid"),
            time_zone: "Europe/Berlin".into(),
            tagline: Some(
                "Tents, stoves and small things for long ways, made to be mended.".into(),
            ),
        },
        rules: ShopRules::default(),
        zone: TimeZone::get("Europe/Berlin").unwrap_or(TimeZone::UTC),
        day: date(2026, 11, 23),
        rehearsal: true,
        clock_ahead_ms: 0,
    }
}

fn at(day: Date) -> Timestamp {
    day.at(10, 0, 0, 0)
        .to_zoned_datetime(TimeZone::UTC)
        .expect("valid")
        .timestamp()
}

fn window(from: Date, to: Date) -> Window {
    Window::new(from, to).expect("in order")
}

fn reference(text: &str) -> PurchaseOrderReference {
    PurchaseOrderReference::parse(text).expect("valid")
}

fn december() -> Window {
    window(date(2026, 12, 14), date(2026, 12, 18))
}

fn inbound(number: &str, open: u32, expected: Option<Window>, stage: Stage) -> Inbound {
    Inbound {
        purchase_order: reference(number),
        open,
        expected,
        stage,
        confirmed_at: at(date(2026, 11, 21)),
        overdue_committed: None,
    }
}

fn milestone(stage: Stage, day: Date, note: Option<&str>) -> Milestone {
    Milestone {
        stage,
        at: at(day),
        note: note.map(str::to_owned),
    }
}

fn news(supply: &Inbound) -> SupplyNews {
    let mut milestones = vec![
        milestone(Stage::Ordered, date(2026, 10, 2), None),
        milestone(
            Stage::InProduction,
            date(2026, 10, 19),
            Some("The cloth came out well; the first twenty are sewn."),
        ),
        milestone(
            Stage::InTransit,
            date(2026, 11, 18),
            Some("On the ferry from Porto since this morning."),
        ),
    ];
    milestones.retain(|milestone| milestone.stage <= supply.stage);
    SupplyNews {
        purchase_order: supply.purchase_order.clone(),
        quantity: supply.open + 50,
        open: supply.open,
        expected: supply.expected,
        stage: supply.stage,
        reason: None,
        basis: Some("mail from the maker, 21 November".into()),
        confirmed_at: supply.confirmed_at,
        overdue: supply.is_overdue(),
        milestones,
        moves: Vec::new(),
    }
}

/// The same with a date that was another one until some day.
pub fn moved_on(
    day: Date,
    before: Option<Window>,
    mut snapshot: Arc<VariantSnapshot>,
) -> Arc<VariantSnapshot> {
    let news = Arc::make_mut(&mut Arc::make_mut(&mut snapshot).news);
    let first = news.first_mut().expect("supply is on its way");
    first.moves = vec![DateMove {
        seq: 1,
        at: at(day),
        before,
        after: first.expected,
        reason: Some("storm in Porto".into()),
    }];
    snapshot
}

fn snapshot(
    sku: &str,
    counters: (u32, u32, u32),
    inbound: Vec<Inbound>,
    policy: Policy,
) -> Arc<VariantSnapshot> {
    let (on_hand, allocated, queued) = counters;
    let supply = VariantSupply::new(
        Counters {
            on_hand,
            allocated,
            queued,
        },
        inbound,
        policy,
    );
    let news = supply.inbound().iter().map(news).collect();
    Arc::new(VariantSnapshot {
        shop: Arc::new(shop()),
        sku: Sku::parse(sku).expect("valid"),
        handle: Handle::parse("ridge-tent-2").expect("valid"),
        version: 812,
        as_of: at(date(2026, 11, 23)),
        supply,
        news: Arc::new(news),
        record: OnTimeRecord::default(),
    })
}

fn option(name: &str, value: &str) -> OptionValue {
    OptionValue {
        name: name.into(),
        value: value.into(),
    }
}

fn variant(sku: &str, minor: i64, options: Vec<OptionValue>, image: &str) -> VariantDraft {
    VariantDraft {
        sku: Sku::parse(sku).expect("valid"),
        price: Money {
            minor,
            currency: Currency::parse("EUR").expect("valid"),
        },
        options,
        policy: None,
        image: Some(format!("/demo/{image}.svg")),
        gtin: None,
    }
}

fn view(
    handle: &str,
    title: &str,
    image: &str,
    variants: Vec<VariantDraft>,
    snapshots: Vec<Arc<VariantSnapshot>>,
) -> ProductView {
    let product = ProductDraft {
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

fn promise(day: Date, window: Option<Window>, reason: Option<&str>) -> PromiseView {
    PromiseView {
        told_at: at(day),
        window,
        reason: reason.map(str::to_owned),
        basis: Some("mail from the maker".into()),
        cause: None,
    }
}

fn part(quantity: u32, window: Option<Window>) -> Part {
    Part {
        quantity,
        source: Source::Inbound,
        ship_earliest: window.map(Window::earliest),
        ship_latest: window.map(Window::latest),
        stage: Some(Stage::InTransit),
        last_confirmed_at: Some(at(date(2026, 11, 21))),
        purchase_order: Some(reference(ORDERED)),
        overdue: false,
    }
}

fn waiting(
    quantity: u32,
    expected: Option<Window>,
    promises: Vec<PromiseView>,
    standing: Standing,
) -> BackorderView {
    BackorderView {
        id: BackorderId::parse("bo_1_1").expect("valid"),
        quantity,
        state: State::Queued,
        position: Some(97),
        position_at_placement: Some(144),
        parts: vec![part(quantity, expected)],
        expected,
        promises,
        standing,
        news: Some(news(&inbound(ORDERED, 200, expected, Stage::InTransit))),
    }
}

fn in_state(quantity: u32, state: State) -> BackorderView {
    BackorderView {
        state,
        position: None,
        parts: vec![],
        expected: None,
        news: None,
        ..waiting(
            quantity,
            None,
            vec![promise(date(2026, 11, 12), Some(december()), None)],
            Standing::AsPromised,
        )
    }
}

fn order(backorders: Vec<BackorderView>) -> OrderView {
    let parts = backorders.iter().map(|one| OrderState::from(&one.state));
    let state = OrderState::slowest(parts);
    let quantity = backorders.iter().map(|backorder| backorder.quantity).sum();
    let price = Money {
        minor: 38_900,
        currency: Currency::parse("EUR").expect("valid"),
    };
    let line = OrderLineView {
        sku: Sku::parse("TENT-GREEN").expect("valid"),
        handle: Some(Handle::parse("ridge-tent-2").expect("valid")),
        has_others: true,
        title: "Ridge Tent 2".into(),
        options: vec![option("Colour", "Moss green")],
        image: Some("/demo/ridge-tent-2-moss.svg".into()),
        quantity,
        price,
        backorders,
    };
    OrderView {
        shop: Arc::new(shop()),
        id: OrderId::parse("ord_1").expect("valid"),
        number: 1042,
        token: "4f1c2a".into(),
        placed_at: at(date(2026, 11, 12)),
        ship: Ship::AsAvailable,
        needed_by: Some(date(2026, 12, 24)),
        state,
        address: None,
        person: Person {
            email: Email::stored("ada@example.org"),
            name: "Ada Moreau".into(),
            locale: "en".into(),
        },
        lines: vec![line],
        total: price.times(quantity).unwrap_or(price),
        shipping: Money {
            minor: 0,
            currency: price.currency,
        },
        history: vec![HistoryEntry {
            at: at(date(2026, 11, 12)),
            kind: HistoryKind::Placed,
        }],
        former: vec![],
        version: 812,
        as_of: at(date(2026, 11, 20)),
    }
}

#[expect(
    clippy::too_many_lines,
    reason = "a list of states, one after the other"
)]
pub fn order_states() -> Vec<(&'static str, OrderView)> {
    let told = || promise(date(2026, 11, 12), Some(december()), None);
    let later = window(date(2026, 12, 22), date(2026, 12, 24));
    let earlier = window(date(2026, 12, 10), date(2026, 12, 14));
    let storm = || promise(date(2026, 11, 20), Some(later), Some("storm in Porto"));
    let as_wished = || PromiseView {
        cause: Some(Cause::Wish),
        ..promise(date(2026, 11, 20), Some(december()), None)
    };
    let passed = || {
        promise(
            date(2026, 11, 12),
            Some(window(date(2026, 11, 16), date(2026, 11, 20))),
            None,
        )
    };
    let tomorrow = || {
        promise(
            date(2026, 11, 23),
            Some(Window::day(date(2026, 11, 24))),
            None,
        )
    };
    let carrier = || State::Shipped {
        carrier: "DHL".into(),
        tracking: Some("00340434161094042557".into()),
    };
    let cancelled = || State::Cancelled {
        reason: "".into(),
        by: Actor::Shopper,
    };
    vec![
        (
            "waiting",
            order(vec![waiting(
                2,
                Some(december()),
                vec![told()],
                Standing::AsPromised,
            )]),
        ),
        (
            "moved-later",
            order(vec![waiting(
                2,
                Some(later),
                vec![told(), storm()],
                Standing::AsPromised,
            )]),
        ),
        (
            "will-be-later",
            order(vec![waiting(
                2,
                Some(later),
                vec![told()],
                Standing::Later { days: 6 },
            )]),
        ),
        (
            "earlier",
            order(vec![waiting(
                2,
                Some(earlier),
                vec![told()],
                Standing::Earlier { days: 4 },
            )]),
        ),
        (
            "undated",
            order(vec![waiting(
                2,
                None,
                vec![promise(date(2026, 11, 12), None, None)],
                Standing::Undated,
            )]),
        ),
        (
            "being-confirmed",
            order(vec![waiting(
                2,
                None,
                vec![told()],
                Standing::BeingConfirmed,
            )]),
        ),
        (
            "changed-variant",
            order(vec![waiting(
                2,
                Some(december()),
                vec![told(), as_wished()],
                Standing::AsPromised,
            )]),
        ),
        (
            "passed",
            order(vec![waiting(
                2,
                None,
                vec![passed()],
                Standing::BeingConfirmed,
            )]),
        ),
        (
            "here",
            order(vec![BackorderView {
                promises: vec![tomorrow()],
                ..in_state(2, State::Allocated)
            }]),
        ),
        (
            "allocated",
            order(vec![BackorderView {
                promises: vec![passed()],
                ..in_state(2, State::Allocated)
            }]),
        ),
        ("packed", order(vec![in_state(2, State::Packed)])),
        ("shipped", order(vec![in_state(2, carrier())])),
        ("delivered", order(vec![in_state(2, State::Delivered)])),
        (
            "on-hold",
            order(vec![in_state(
                2,
                State::OnHold {
                    reason: "address to be checked".into(),
                    released: false,
                },
            )]),
        ),
        (
            "cancelled",
            order(vec![in_state(2, cancelled()), in_state(3, cancelled())]),
        ),
        (
            "partly",
            order(vec![
                in_state(1, carrier()),
                waiting(2, Some(december()), vec![told()], Standing::AsPromised),
                in_state(1, cancelled()),
            ]),
        ),
    ]
}
