//! The sentences of every state, in both languages.

use super::{Offer, live_card, live_order, product_json_ld};
use crate::lang::Lang;
use crate::page::{Assets, PageContext, product};
use crate::view::{CardView, LiveView, StageState, Tone};

#[expect(dead_code, reason = "the preview needs more of it")]
#[path = "../../examples/preview/made_up.rs"]
mod made_up;

fn card(state: &str, lang: Lang) -> CardView {
    let found = made_up::product_states().into_iter().find(|(name, ..)| *name == state);
    let (_, view, selected, quantity) = found.unwrap();
    live_card(&view.snapshots[selected], "Ridge Tent 2", lang, quantity)
}

fn context() -> PageContext {
    PageContext {
        lang: Lang::En,
        assets: Assets::default(),
        public_url: "https://shop.example".into(),
        path: "/s/demo".into(),
        now: jiff::Timestamp::UNIX_EPOCH,
    }
}

#[test]
fn the_headline_says_the_state_and_the_date() {
    let overdue = ("The date has passed; we are confirming a new one", "Der Termin ist verstrichen; wir klären den neuen");
    for (state, english, german) in [
        ("in-stock", "In stock — ships tomorrow", "Auf Lager — Versand morgen"),
        ("low-stock", "Only 3 left — ships tomorrow", "Nur noch 3 Stück — Versand morgen"),
        ("backorder", "Backorder — ships 14–18 December", "Nachbestellbar — Versand 14.–18. Dezember"),
        ("split", "Backorder — 2 ship tomorrow, 3 ship 14–18 December", "Nachbestellbar — 2 Stück morgen, 3 Stück 14.–18. Dezember"),
        (
            "undated",
            "Backorder — no date yet; we write as soon as there is one",
            "Nachbestellbar — noch kein Termin; wir schreiben, sobald es einen gibt",
        ),
        ("out-of-stock", "Out of stock — tell me when it is back", "Ausverkauft — sagt mir, wenn es wieder da ist"),
        ("discontinued", "Discontinued", "Nicht mehr erhältlich"),
        ("overdue", overdue.0, overdue.1),
        ("preorder", "Pre-order — ships 14–18 December", "Vorbestellbar — Versand 14.–18. Dezember"),
        ("next-batch", "Backorder — ships 28 December – 8 January 2027", "Nachbestellbar — Versand 28. Dezember – 8. Januar 2027"),
    ] {
        assert_eq!(card(state, Lang::En).headline, english);
        assert_eq!(card(state, Lang::De).headline, german);
    }
}

#[test]
fn a_split_shows_its_parts_and_one_window_shows_itself() {
    let split = card("split", Lang::En);
    let parts: Vec<(&str, &str)> = split.parts.iter().map(|part| (part.lead.as_str(), part.when.as_str())).collect();
    assert_eq!(parts, [("2 ship", "tomorrow"), ("3 ship", "14–18 December")]);
    assert_eq!(split.window, None);
    let whole = card("backorder", Lang::En);
    assert!(whole.parts.is_empty());
    assert_eq!(whole.window.map(|window| window.from).as_deref(), Some("2026-12-14"));
    assert_eq!(whole.position_text.as_deref(), Some("You would be number 144 in line, of 200 units on the way"));
}

#[test]
fn only_what_is_on_the_way_is_counted_as_that() {
    let position = |state: &str, quantity| {
        let (_, view, selected, _) = made_up::product_states().into_iter().find(|(name, ..)| *name == state).unwrap();
        live_card(&view.snapshots[selected], "", Lang::En, quantity).position_text.unwrap()
    };
    assert_eq!(position("made-to-order", 1), "You would be number 3 in line");
    assert_eq!(position("supply-and-beyond", 1), "You would be number 3 in line, of 5 units on the way");
    assert_eq!(position("supply-and-beyond", 9), "You would be number 3 in line");
}

#[test]
fn a_card_says_how_its_date_moved_and_why_while_it_is_news() {
    let english = card("moved-later", Lang::En);
    let moved = english.moved.unwrap();
    assert_eq!((moved.old_text.as_str(), moved.text.as_str()), ("8–14 December", "Now 14–18 December, 4 days later: storm in Porto"));
    assert_eq!(card("moved-later", Lang::De).moved.unwrap().text, "Jetzt 14.–18. Dezember, 4 Tage später: storm in Porto");
    assert_eq!(card("moved-before", Lang::En).moved, None);
    assert_eq!(card("backorder", Lang::En).moved, None);
}

#[test]
fn every_date_there_was_stays_in_the_history() {
    for state in ["moved-later", "moved-before"] {
        let history = card(state, Lang::En).progress.history;
        let lines: Vec<_> = history.iter().map(|line| (line.window_text.as_str(), line.reason_text.as_deref(), line.current)).collect();
        assert_eq!(lines, [("8–14 December", None, false), ("14–18 December", Some("storm in Porto"), true)], "{state}");
    }
    assert!(card("backorder", Lang::En).progress.history.is_empty());
}

#[test]
fn variants_that_options_do_not_tell_apart_are_chosen_one_by_one() {
    let links = |options: &dyn Fn(usize) -> Vec<(&'static str, &'static str)>| {
        let found = made_up::product_states().into_iter().find(|(name, ..)| *name == "two-options");
        let (_, mut view, selected, _) = found.unwrap();
        for (n, variant) in std::sync::Arc::make_mut(&mut view.product).variants.iter_mut().enumerate() {
            let option = |(name, value): (&str, &str)| dockline_domain::catalogue::OptionValue { name: name.into(), value: value.into() };
            variant.options = options(n).into_iter().map(option).collect();
        }
        let html = product(&context(), &view, selected, 1, &[], &crate::page::OrderFormState::default());
        (0..5).filter(|n| html.contains(&format!("data-topic=\"choice:PACK-{n}\""))).count()
    };
    assert_eq!(links(&|_| vec![("Colour", "Ochre")]), 5, "the same options");
    assert_eq!(links(&|n| if n == 0 { vec![] } else { vec![("Colour", ["", "A", "B", "C", "D"][n])] }), 5, "no options at one of them");
    assert_eq!(links(&|n| vec![(if n < 2 { "Colour" } else { "Size" }, ["A", "B", "C", "D", "E"][n])]), 5, "other options");
    assert_eq!(links(&|_| vec![]), 5, "no options at all");
}

#[test]
fn what_cannot_be_had_is_not_offered() {
    for state in ["out-of-stock", "overdue", "discontinued"] {
        let card = card(state, Lang::En);
        assert!(!card.orderable, "{state}");
        assert_eq!(card.waitlist, state != "discontinued", "{state}");
    }
    let short = card("not-enough", Lang::En);
    assert!(!short.orderable);
    assert_eq!(short.fewer.map(|fewer| fewer.href).as_deref(), Some("?variant=TENT-GREEN&quantity=4"));
}

#[test]
fn one_stage_is_present_and_the_past_ones_are_dated() {
    let stages = card("backorder", Lang::En).progress.stages;
    let present: Vec<&str> = stages.iter().filter(|stage| stage.state == StageState::Present).map(|stage| stage.name.as_str()).collect();
    assert_eq!(present, ["On its way to us"]);
    assert!(stages.iter().filter(|stage| stage.state == StageState::Past).all(|stage| !stage.date_text.is_empty()));
}

#[test]
fn an_order_says_how_its_date_moved_and_why() {
    let order = |state: &str, lang| {
        let found = made_up::order_states().into_iter().find(|(name, _)| *name == state);
        live_order(&found.unwrap().1, lang)
    };
    let moved = |state: &str, lang| order(state, lang).lines[0].groups[0].moved.clone().unwrap();
    assert_eq!(moved("moved-later", Lang::En).text, "Now 22–24 December, 6 days later: storm in Porto");
    assert_eq!(moved("moved-later", Lang::De).text, "Jetzt 22.–24. Dezember, 6 Tage später: storm in Porto");
    assert_eq!(moved("moved-later", Lang::En).old_text, "14–18 December");
    assert!(moved("earlier", Lang::De).text.starts_with("Jetzt 10.–14. Dezember, 4 Tage früher"));
    assert_eq!(order("allocated", Lang::En).sentence, "Your units are here; packing is next");
    assert_eq!(order("being-confirmed", Lang::En).tone, Tone::Attention);
    assert!(!order("shipped", Lang::En).cancellable);
}

#[test]
fn search_engines_read_the_date_that_the_page_says() {
    let (_, view, selected, _) = made_up::product_states().remove(0);
    let json = product_json_ld(&context(), &Offer::new(&view, &view.product.variants[selected], &view.snapshots[selected]));
    assert!(json.contains(r#""availability":"https://schema.org/BackOrder""#));
    assert!(json.contains(r#""availabilityStarts":"2026-12-18T00:00:00+01:00""#), "{json}");
}

#[test]
fn texts_of_merchants_cannot_become_markup() {
    let (_, mut view, selected, _) = made_up::product_states().remove(0);
    let draft = std::sync::Arc::make_mut(&mut view.product);
    "</script><script>alert(1)</script>".clone_into(&mut draft.title);
    draft.variants[selected].options[0].value = "\"><b>x".into();
    let html = product(&context(), &view, selected, 1, &[], &crate::page::OrderFormState::default());
    assert!(!html.contains("<script>alert") && !html.contains("<b>x"));
}

#[test]
fn a_live_view_brings_the_html_that_the_page_has() {
    let (_, view, selected, quantity) = made_up::product_states().remove(0);
    let html = product(&context(), &view, selected, quantity, &[], &crate::page::OrderFormState::default());
    let live = LiveView::of_card(card("backorder", Lang::En));
    assert_eq!(live.topic, "sku:1:TENT-GREEN");
    for (name, part) in live.html.iter().filter(|(name, _)| name != "badge") {
        assert!(html.contains(part.as_str()), "{name}: {part}");
    }
}
