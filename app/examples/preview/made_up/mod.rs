//! Made-up values of the engine.

pub mod orders;
pub mod products;

use dockline_domain::availability::VariantSupply;
use dockline_domain::catalogue::{OptionValue, VariantDraft};
use dockline_domain::dates::Window;
use dockline_domain::id::{Handle, PurchaseOrderReference, ShopId, ShopSlug, Sku};
use dockline_domain::money::{Currency, Money};
use dockline_domain::policy::Policy;
use dockline_domain::promise::OnTimeRecord;
use dockline_domain::shop::{ShopProfile, ShopRules};
use dockline_domain::stock::Counters;
use dockline_domain::supply::{Inbound, Stage};
use dockline_view::{DateMove, Milestone, Shop, SupplyNews, VariantSnapshot};
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
            storefront: Box::default(),
        },
        rules: ShopRules::default(),
        zone: TimeZone::get("Europe/Berlin").unwrap_or(TimeZone::UTC),
        day: date(2026, 11, 23),
        mail_sent: false,
        mail_server: None,
        mail_checked: None,
        has_webhooks: false,
        gateway: None,
        gateway_kind: None,
        payments_played: false,
        paid_here: false,
        rehearsal: true,
        clock_ahead_ms: 0,
        cut_off_day: None,
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
        line: 1,
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
        line: supply.line,
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
        line: None,
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
        off_sale: false,
        release_on: None,
        sku: Sku::parse(sku).expect("valid"),
        price: Money {
            minor,
            currency: Currency::parse("EUR").expect("valid"),
        },
        options,
        policy: None,
        image: Some(format!("/demo/{image}.svg")),
        gtin: None,
        content: None,
    }
}
