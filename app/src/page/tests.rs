//! Pages of made-up values.

use super::{OrderFormState, OrderStep, product};
use crate::LiveView;
use dockline_view::OrderView;
use dockline_words::present::live_card;
use dockline_words::{Assets, Lang, PageContext};

#[expect(dead_code, reason = "the preview needs more of it")]
#[path = "../../examples/preview/made_up/mod.rs"]
mod made_up;

fn context() -> PageContext {
    PageContext {
        lang: Lang::En,
        assets: Assets::default(),
        public_url: "https://shop.example".into(),
        path: "/s/demo".into(),
        now: jiff::Timestamp::UNIX_EPOCH,
    }
}

fn order(state: &str) -> OrderView {
    made_up::orders::order_states()
        .into_iter()
        .find(|(name, _)| *name == state)
        .unwrap()
        .1
}

#[test]
fn variants_that_options_do_not_tell_apart_are_chosen_one_by_one() {
    let links = |options: &dyn Fn(usize) -> Vec<(&'static str, &'static str)>| {
        let found = made_up::products::product_states()
            .into_iter()
            .find(|(name, ..)| *name == "two-options");
        let (_, mut view, selected, _) = found.unwrap();
        for (n, variant) in std::sync::Arc::make_mut(&mut view.product)
            .variants
            .iter_mut()
            .enumerate()
        {
            let option = |(name, value): (&str, &str)| dockline_domain::catalogue::OptionValue {
                name: name.into(),
                value: value.into(),
            };
            variant.options = options(n).into_iter().map(option).collect();
        }
        let html = product(
            &context(),
            &view,
            selected,
            1,
            &[],
            &OrderFormState::default(),
        );
        (0..5)
            .filter(|n| html.contains(&format!("data-topic=\"choice:PACK-{n}\"")))
            .count()
    };
    assert_eq!(links(&|_| vec![("Colour", "Ochre")]), 5, "the same options");
    assert_eq!(
        links(&|n| if n == 0 {
            vec![]
        } else {
            vec![("Colour", ["", "A", "B", "C", "D"][n])]
        }),
        5,
        "no options at one of them"
    );
    assert_eq!(
        links(&|n| vec![(
            if n < 2 { "Colour" } else { "Size" },
            ["A", "B", "C", "D", "E"][n]
        )]),
        5,
        "other options"
    );
    assert_eq!(links(&|_| vec![]), 5, "no options at all");
}

#[test]
fn a_page_offers_only_what_the_order_allows() {
    let page = |view: &OrderView| super::order(&context(), view, &OrderStep::None, None);
    let mut view = order("waiting");
    assert!(page(&view).contains("change=variant"));
    assert!(page(&view).contains("No address yet."));
    view.lines[0].has_others = false;
    view.address = Some("Main Street 1".into());
    let html = page(&view);
    assert!(!html.contains("change=variant") && !html.contains("No address yet."));
}

#[test]
fn texts_of_merchants_cannot_become_markup() {
    let (_, mut view, selected, _) = made_up::products::product_states().remove(0);
    let draft = std::sync::Arc::make_mut(&mut view.product);
    "</script><script>alert(1)</script>".clone_into(&mut draft.title);
    draft.variants[selected].options[0].value = "\"><b>x".into();
    let html = product(
        &context(),
        &view,
        selected,
        1,
        &[],
        &OrderFormState::default(),
    );
    assert!(!html.contains("<script>alert") && !html.contains("<b>x"));
}

#[test]
fn a_live_view_brings_the_html_that_the_page_has() {
    let (_, view, selected, quantity) = made_up::products::product_states().remove(0);
    let html = product(
        &context(),
        &view,
        selected,
        quantity,
        &[],
        &OrderFormState::default(),
    );
    let live = LiveView::of_card(live_card(
        &view.snapshots[selected],
        "Ridge Tent 2",
        Lang::En,
        quantity,
    ));
    assert_eq!(live.topic, "sku:1:TENT-GREEN");
    for (name, part) in live.html.iter().filter(|(name, _)| name != "badge") {
        assert!(html.contains(part.as_str()), "{name}: {part}");
    }
}
