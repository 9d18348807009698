//! Orders in every state that a page shows.

use super::{ORDERED, at, december, inbound, news, option, reference, shop, window};
use dockline_domain::availability::{Part, Source};
use dockline_domain::backorder::{Actor, OrderState, State};
use dockline_domain::dates::Window;
use dockline_domain::email::Email;
use dockline_domain::id::{BackorderId, Handle, OrderId, Sku};
use dockline_domain::money::{Currency, Money};
use dockline_domain::order::{Person, Ship};
use dockline_domain::promise::{Cause, Standing};
use dockline_domain::supply::Stage;
use dockline_view::{
    BackorderView, HistoryEntry, HistoryKind, OrderLineView, OrderView, PromiseView,
};
use jiff::civil::{Date, date};
use std::sync::Arc;

fn promise(day: Date, window: Option<Window>, reason: Option<&str>) -> PromiseView {
    PromiseView {
        told_at: at(day),
        seq: 0,
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
        line: Some(1),
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
        later_news: vec![],
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
        reference: "1042".to_owned(),
        token: "4f1c2a".into(),
        placed_at: at(date(2026, 11, 12)),
        ship: Ship::AsAvailable,
        needed_by: Some(date(2026, 12, 24)),
        state,
        address: None,
        address_parts: None,
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
        payment: None,
        delays: Vec::new(),
        notices: Vec::new(),
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
            "held",
            order(vec![in_state(
                2,
                State::Held {
                    reason: "asked about the quantity".into(),
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
