//! The sentences of every state, in both languages.

use super::{
    Certainty, Offer, cart_parts, has_dates_to_come, live_card, live_order, order_entries,
    product_json_ld, what_variant_change_means,
};
use crate::shown::{CardView, StageState, Tone};
use crate::{Assets, Lang, PageContext};
use dockline_domain::dates::Window;
use dockline_domain::id::PurchaseOrderReference;
use dockline_domain::wish::PlaceAfter;
use dockline_view::{FormerGoods, HistoryEntry, HistoryKind, VariantChange, VariantChoice};

#[expect(dead_code, reason = "the preview needs more of it")]
#[path = "../../../app/examples/preview/made_up/mod.rs"]
mod made_up;

fn card(state: &str, lang: Lang) -> CardView {
    let found = made_up::products::product_states()
        .into_iter()
        .find(|(name, ..)| *name == state);
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
    let overdue = (
        "The date has passed; we are confirming a new one",
        "Der Termin ist verstrichen; wir klären den neuen",
    );
    for (state, english, german) in [
        (
            "in-stock",
            "In stock — ships tomorrow",
            "Auf Lager — Versand morgen",
        ),
        (
            "low-stock",
            "Only 3 left — ships tomorrow",
            "Nur noch 3 Stück — Versand morgen",
        ),
        (
            "backorder",
            "Backorder — ships 14–18 December",
            "Nachbestellbar — Versand 14.–18. Dezember",
        ),
        (
            "split",
            "Backorder — 2 ship tomorrow, 3 ship 14–18 December",
            "Nachbestellbar — 2 Stück morgen, 3 Stück 14.–18. Dezember",
        ),
        (
            "undated",
            "Backorder — no date yet; follow this page",
            "Nachbestellbar — noch kein Termin; dieser Seite folgen",
        ),
        (
            "out-of-stock",
            "Out of stock — tell me when it is back",
            "Ausverkauft — sagen Sie mir, wenn es wieder da ist",
        ),
        ("discontinued", "Discontinued", "Nicht mehr erhältlich"),
        ("overdue", overdue.0, overdue.1),
        (
            "preorder",
            "Pre-order — ships 14–18 December",
            "Vorbestellbar — Versand 14.–18. Dezember",
        ),
        (
            "next-batch",
            "Backorder — ships 28 December – 8 January 2027",
            "Nachbestellbar — Versand 28. Dezember – 8. Januar 2027",
        ),
    ] {
        assert_eq!(card(state, Lang::En).headline, english);
        assert_eq!(card(state, Lang::De).headline, german);
    }
}

#[test]
fn a_split_shows_its_parts_and_one_window_shows_itself() {
    let split = card("split", Lang::En);
    let parts: Vec<(&str, &str)> = split
        .parts
        .iter()
        .map(|part| (part.lead.as_str(), part.when.as_str()))
        .collect();
    assert_eq!(
        parts,
        [("2 ship", "tomorrow"), ("3 ship", "14–18 December")]
    );
    assert_eq!(split.window, None);
    let whole = card("backorder", Lang::En);
    assert!(whole.parts.is_empty());
    assert_eq!(
        whole.window.map(|window| window.from).as_deref(),
        Some("2026-12-14")
    );
    assert_eq!(
        whole.position_text.as_deref(),
        Some("You would be number 144 in line, of 200 units on the way")
    );
}

#[test]
fn each_way_to_ship_names_its_dates_before_one_is_chosen() {
    for (lang, parts, together, button) in [
        (
            Lang::En,
            "Each part as soon as it is here: 2 ship tomorrow, 3 ship 14–18 December",
            "Everything together: ships 14–18 December",
            "Backorder — ships 14–18 December",
        ),
        (
            Lang::De,
            "Jeder Teil, sobald er da ist: 2 Stück morgen, 3 Stück 14.–18. Dezember",
            "Alles zusammen: Versand 14.–18. Dezember",
            "Bestellen — Versand 14.–18. Dezember",
        ),
    ] {
        let split = card("split", lang);
        let ways = split.ways.clone().unwrap();
        assert_eq!((&*ways.parts_text, &*ways.together_text), (parts, together));
        let whole = split.together().unwrap();
        assert_eq!(whole.button_text, button);
        assert_eq!(whole.window.unwrap().text, {
            let (_, when) = together.split_once(": ").unwrap();
            when.trim_start_matches("ships ")
                .trim_start_matches("Versand ")
        });
        assert!(whole.parts.is_empty());
    }
    assert_eq!(card("backorder", Lang::En).together(), None);
}

#[test]
fn less_than_was_asked_for_is_taken_and_the_rest_waited_for() {
    let (_, view, selected, _) = made_up::products::product_states()
        .into_iter()
        .find(|(name, ..)| *name == "split")
        .unwrap();
    let snapshot = &view.snapshots[selected];
    let possible: u32 = snapshot
        .availability(9_999)
        .parts
        .iter()
        .map(|part| part.quantity)
        .sum();
    let card = live_card(snapshot, "", Lang::En, possible + 4);
    assert!(!card.orderable && card.has_choice() && card.waitlist);
    assert_eq!(card.waitlist_text, "And the other 4?");
    assert_eq!(
        card.button_text,
        format!("Take {possible} — ships in parts")
    );
    assert_eq!(card.fewer.unwrap().quantity, possible);
}

#[test]
fn only_what_is_on_the_way_is_counted_as_that() {
    let position = |state: &str, quantity| {
        let (_, view, selected, _) = made_up::products::product_states()
            .into_iter()
            .find(|(name, ..)| *name == state)
            .unwrap();
        live_card(&view.snapshots[selected], "", Lang::En, quantity)
            .position_text
            .unwrap()
    };
    assert_eq!(
        position("made-to-order", 1),
        "You would be number 3 in line"
    );
    assert_eq!(
        position("supply-and-beyond", 1),
        "You would be number 3 in line, of 5 units on the way"
    );
    assert_eq!(
        position("supply-and-beyond", 9),
        "You would be number 3 in line"
    );
}

#[test]
fn a_card_says_how_its_date_moved_and_why_while_it_is_news() {
    let english = card("moved-later", Lang::En);
    let moved = english.moved.unwrap();
    assert_eq!(
        (moved.old_text.as_str(), moved.text.as_str()),
        (
            "8–14 December",
            "Now 14–18 December, 4 days later: storm in Porto"
        )
    );
    assert_eq!(
        card("moved-later", Lang::De).moved.unwrap().text,
        "Jetzt 14.–18. Dezember, 4 Tage später: storm in Porto"
    );
    assert_eq!(card("moved-before", Lang::En).moved, None);
    assert_eq!(card("backorder", Lang::En).moved, None);
}

#[test]
fn every_date_there_was_stays_in_the_history() {
    for state in ["moved-later", "moved-before"] {
        let history = card(state, Lang::En).progress.history;
        let lines: Vec<_> = history
            .iter()
            .map(|line| {
                (
                    line.window_text.as_str(),
                    line.reason_text.as_deref(),
                    line.current,
                )
            })
            .collect();
        assert_eq!(
            lines,
            [
                ("8–14 December", None, false),
                ("14–18 December", Some("storm in Porto"), true)
            ],
            "{state}"
        );
    }
    assert!(card("backorder", Lang::En).progress.history.is_empty());
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
    assert_eq!(
        short.fewer.map(|fewer| fewer.href).as_deref(),
        Some("?variant=TENT-GREEN&quantity=4")
    );
}

#[test]
fn one_stage_is_present_and_the_past_ones_are_dated() {
    let stages = card("backorder", Lang::En).progress.stages;
    let present: Vec<&str> = stages
        .iter()
        .filter(|stage| stage.state == StageState::Present)
        .map(|stage| stage.name.as_str())
        .collect();
    assert_eq!(present, ["On its way to us"]);
    assert!(
        stages
            .iter()
            .filter(|stage| stage.state == StageState::Past)
            .all(|stage| !stage.date_text.is_empty())
    );
}

#[test]
fn an_order_says_how_its_date_moved_and_why() {
    let order = |state: &str, lang| {
        let found = made_up::orders::order_states()
            .into_iter()
            .find(|(name, _)| *name == state);
        live_order(&found.unwrap().1, lang)
    };
    let moved = |state: &str, lang| order(state, lang).lines[0].groups[0].moved.clone().unwrap();
    assert_eq!(
        moved("moved-later", Lang::En).text,
        "Now 22–24 December, 6 days later: storm in Porto"
    );
    assert_eq!(
        moved("moved-later", Lang::De).text,
        "Jetzt 22.–24. Dezember, 6 Tage später: storm in Porto"
    );
    assert_eq!(moved("moved-later", Lang::En).old_text, "14–18 December");
    assert!(
        moved("earlier", Lang::De)
            .text
            .starts_with("Jetzt 10.–14. Dezember, 4 Tage früher")
    );
    assert_eq!(
        order("allocated", Lang::En).sentence,
        "Your units are here; packing is next"
    );
    assert_eq!(order("being-confirmed", Lang::En).tone, Tone::Attention);
    assert!(!order("shipped", Lang::En).cancellable);
}

pub(super) fn order(state: &str) -> dockline_view::OrderView {
    made_up::orders::order_states()
        .into_iter()
        .find(|(name, _)| *name == state)
        .unwrap()
        .1
}

#[test]
fn another_variant_of_the_same_delivery_is_no_move() {
    let live = live_order(&order("changed-variant"), Lang::En);
    assert_eq!(live.lines[0].groups[0].moved, None);
    assert_eq!(live.lines[0].groups[0].when_text, "Ships 14–18 December");
}

#[test]
fn a_date_that_passed_is_said_struck_through() {
    let moved = |lang| {
        live_order(&order("passed"), lang).lines[0].groups[0]
            .moved
            .clone()
            .unwrap()
    };
    let english = moved(Lang::En);
    assert_eq!(
        (english.old_text.as_str(), english.text.as_str()),
        ("16–20 November", "has passed; we are confirming a new date")
    );
    assert_eq!(
        moved(Lang::De).text,
        "ist verstrichen; wir klären den neuen Termin"
    );
    assert_eq!(
        card("overdue", Lang::En).moved.unwrap().old_text,
        "9–13 November"
    );
}

#[test]
fn units_that_are_here_keep_the_date_that_was_told_until_it_has_passed() {
    let here = live_order(&order("here"), Lang::En);
    assert_eq!(
        here.window.map(|window| window.text).as_deref(),
        Some("tomorrow")
    );
    assert_eq!(here.sentence, "Your units are here; they ship tomorrow");
    assert_eq!(here.lines[0].groups[0].when_text, "Ships tomorrow");
    let late = live_order(&order("allocated"), Lang::En);
    assert_eq!(
        (late.window, late.lines[0].groups[0].when_text.as_str()),
        (None, "")
    );
}

#[test]
fn a_line_counts_what_is_still_wanted_of_it() {
    let partly = live_order(&order("partly"), Lang::En);
    assert_eq!(
        (
            partly.lines[0].price_text.as_str(),
            partly.lines[0].is_cancelled
        ),
        ("3 × €389.00", false)
    );
    let gone = live_order(&order("cancelled"), Lang::En);
    assert_eq!(
        (
            gone.lines[0].price_text.as_str(),
            gone.lines[0].is_cancelled
        ),
        ("5 × €389.00", true)
    );
    let groups: Vec<&str> = gone.lines[0]
        .groups
        .iter()
        .map(|group| group.status_text.as_str())
        .collect();
    assert_eq!(groups, ["5 cancelled."]);
}

#[test]
fn history_names_what_the_order_does_not_hold_any_more() {
    let mut view = order("waiting");
    let sku = |text| dockline_domain::id::Sku::parse(text).unwrap();
    let kind = HistoryKind::VariantChanged {
        from: sku("TENT-A"),
        to: sku("TENT-GREEN"),
        quantity: 2,
        kept_place: true,
    };
    view.history.push(HistoryEntry {
        at: view.as_of,
        kind,
    });
    view.former.push(FormerGoods {
        sku: sku("TENT-A"),
        title: "Ridge Tent 2".into(),
        options: vec![],
    });
    let said = live_order(&view, Lang::En).events[0].text.clone();
    assert_eq!(
        said,
        "2 units were changed from Ridge Tent 2 to Ridge Tent 2, Moss green and kept their place in line."
    );
}

#[test]
fn the_calendar_of_what_has_left_says_the_day_it_left() {
    let mut view = order("shipped");
    let left = jiff::civil::date(2026, 11, 20);
    let kind = HistoryKind::Shipped {
        carrier: "DHL".into(),
        tracking: Some("00340434161094042557".into()),
    };
    view.history.push(HistoryEntry {
        at: left
            .at(12, 0, 0, 0)
            .to_zoned_datetime(view.shop.zone.clone())
            .unwrap()
            .timestamp(),
        kind,
    });
    let [entry] = order_entries(&context(), &view).try_into().unwrap();
    assert_eq!(
        (entry.days.earliest(), entry.days.latest(), entry.certainty),
        (left, left, Certainty::Confirmed)
    );
    assert_eq!(
        entry.summary,
        "Order 1042 shipped: Ridge Tent 2, Moss green"
    );
    let gone = order_entries(&context(), &order("cancelled"));
    assert!(
        gone.iter()
            .all(|entry| entry.certainty == Certainty::Cancelled)
    );
    let follows = |state: &str| has_dates_to_come(&order(state));
    assert!(follows("waiting") && follows("allocated") && follows("on-hold"));
    assert!(!follows("packed") && !follows("shipped") && !follows("cancelled"));
}

#[test]
fn the_calendar_of_what_is_stopped_says_why_and_no_day_of_arrival() {
    let described = |state: &str| {
        let mut view = order(state);
        let window = Window::day(jiff::civil::date(2026, 12, 11));
        for backorder in view.lines.iter_mut().flat_map(|line| &mut line.backorders) {
            for promise in &mut backorder.promises {
                promise.window = Some(window);
            }
        }
        let [entry] = order_entries(&context(), &view).try_into().unwrap();
        entry.description
    };
    assert_eq!(
        described("held"),
        "On hold while it waits: asked about the quantity. It gets no goods until it goes on. \
         Then you are told a new date here"
    );
    assert_eq!(described("on-hold"), "On hold: address to be checked");
}

#[test]
fn nobody_is_told_of_a_line_where_goods_are_in_stock() {
    let change = |in_stock| VariantChange {
        place: PlaceAfter::EndOfLine,
        position: 1,
        expected: Some(Window::day(jiff::civil::date(2026, 11, 24))),
        basis: None,
        in_stock,
    };
    let price = dockline_domain::money::Money {
        minor: 100,
        currency: dockline_domain::money::Currency::parse("EUR").unwrap(),
    };
    let means = |in_stock| {
        let sku = |text| dockline_domain::id::Sku::parse(text).unwrap();
        let choice = VariantChoice {
            from: sku("A"),
            quantity: 1,
            to: sku("B"),
            options: vec![],
            price,
            change: Ok(change(in_stock)),
        };
        what_variant_change_means(Lang::En, jiff::civil::date(2026, 11, 23), &choice, price).1
    };
    assert_eq!(means(true), "in stock, ships tomorrow");
    assert_eq!(
        means(false),
        "goes to the end of its line: number 1 · Ships tomorrow"
    );
}

#[test]
fn search_engines_read_the_date_that_the_page_says() {
    let (_, view, selected, _) = made_up::products::product_states().remove(0);
    let json = product_json_ld(
        &context(),
        &Offer::new(
            &view,
            &view.product.variants[selected],
            &view.snapshots[selected],
        ),
    );
    assert!(json.contains(r#""availability":"https://schema.org/BackOrder""#));
    assert!(
        json.contains(r#""availabilityStarts":"2026-12-18T00:00:00+01:00""#),
        "{json}"
    );
}

/// Both languages, message by message: the id, and what stands after it.
fn messages() -> impl Iterator<Item = (&'static str, &'static str)> {
    let files = [
        include_str!("../../locales/en.ftl"),
        include_str!("../../locales/de.ftl"),
    ];
    files
        .into_iter()
        .flat_map(str::lines)
        .filter_map(|line| line.split_once(" = "))
}

#[test]
fn nobody_is_said_to_write_where_no_mail_is_sent() {
    let promises = [
        "we write",
        "write to you",
        "we tell you",
        "we let you know",
        "hear from us",
        "wir schreiben",
        "schreiben ihnen",
        "sagen früh bescheid",
        "von uns hören",
        "wir melden",
    ];
    // Nobody reads these but by way of a mail.
    let in_mails = [
        "mail-waitlist-",
        "mail-refund-",
        "waitlist-confirmed",
        "waitlist-told",
        "waitlist-unconfirmed",
    ];
    let is_read = |id: &str| !in_mails.iter().any(|begin| id.starts_with(begin));
    for (id, text) in messages().filter(|(id, _)| is_read(id)) {
        let text = text.to_lowercase();
        let found = promises.iter().find(|promise| text.contains(*promise));
        assert_eq!(found.is_some(), id.ends_with("-mail"), "{id}: {text}");
    }
}

#[test]
fn what_has_no_date_yet_is_followed_until_mail_works_and_written_about_from_then_on() {
    let states = made_up::products::product_states();
    let (_, view, selected, quantity) = states
        .into_iter()
        .find(|(name, ..)| *name == "undated")
        .unwrap();
    let mut snapshot = dockline_view::VariantSnapshot::clone(&view.snapshots[selected]);
    let says = |snapshot: &dockline_view::VariantSnapshot, lang, headline: &str, button: &str| {
        let card = live_card(snapshot, "Tent", lang, quantity);
        assert_eq!(
            (card.headline.as_str(), card.button_text.as_str()),
            (headline, button)
        );
    };
    says(
        &snapshot,
        Lang::En,
        "Backorder — no date yet; follow this page",
        "Backorder — no date yet",
    );
    says(
        &snapshot,
        Lang::De,
        "Nachbestellbar — noch kein Termin; dieser Seite folgen",
        "Bestellen — noch kein Termin",
    );
    let mut shop = dockline_view::Shop::clone(&snapshot.shop);
    shop.rules.mail = dockline_domain::message::MailRule::On;
    shop.mail_sent = true;
    snapshot.shop = std::sync::Arc::new(shop);
    says(
        &snapshot,
        Lang::En,
        "Backorder — no date yet; we write as soon as there is one",
        "Backorder — we write when there is a date",
    );
    says(
        &snapshot,
        Lang::De,
        "Nachbestellbar — noch kein Termin; wir schreiben, sobald es einen gibt",
        "Bestellen — wir schreiben, wenn es einen Termin gibt",
    );
}

#[test]
fn the_head_of_an_order_is_a_row_for_what_ships_together() {
    let rows = |state| {
        let live = live_order(&order(state), Lang::En);
        let row = |part: &crate::shown::PartView| format!("{} {}", part.lead, part.when);
        (
            live.window.is_some(),
            live.parts.iter().map(row).collect::<Vec<_>>(),
        )
    };
    assert_eq!(rows("waiting"), (true, vec![]));
    assert_eq!(
        rows("partly"),
        (
            false,
            vec!["1 shipped ".to_owned(), "2 ship 14–18 December".to_owned()]
        )
    );
    let live = live_order(&order("partly"), Lang::En);
    assert_eq!(live.sentence, "1 shipped, 2 ship 14–18 December");
    assert_eq!(live.status_text, "Partly shipped");
}

#[test]
fn units_of_one_line_that_come_with_two_deliveries_are_two_rows_and_two_ways() {
    let mut view = order("waiting");
    let waiting = &mut view.lines[0].backorders[0];
    let january = Window::day(jiff::civil::date(2027, 1, 18));
    let mut later = waiting.parts[0].clone();
    (later.ship_earliest, later.ship_latest) = (Some(january.earliest()), Some(january.latest()));
    later.purchase_order = Some(PurchaseOrderReference::parse("PO-LATER").unwrap());
    later.quantity = 1;
    waiting.parts[0].quantity = 1;
    waiting.parts.push(later);
    waiting.expected = waiting.parts[0].window().map(|first| first.hull(january));
    let mut news = waiting.news.clone().unwrap();
    news.purchase_order = PurchaseOrderReference::parse("PO-LATER").unwrap();
    waiting.later_news.push(news);
    let live = live_order(&view, Lang::En);
    assert_eq!(
        live.sentence,
        "1 ships 14–18 December, 1 ships 18 January 2027 (later than first told)"
    );
    assert_eq!(live.window, None);
    let titles: Vec<_> = live.lines[0].groups[0]
        .progress
        .iter()
        .map(|way| way.title.as_str())
        .collect();
    assert_eq!(
        titles,
        ["1 ships 14–18 December", "1 ships 18 January 2027"]
    );
    // What ships complete leaves once, with its last part.
    view.ship = dockline_domain::order::Ship::Complete;
    view.lines[0].backorders[0].expected = Some(january);
    let live = live_order(&view, Lang::En);
    assert_eq!(live.sentence, "Your order ships 18 January 2027");
}

#[test]
fn the_story_tells_every_date_with_its_time_and_the_delay_says_what_can_be_done() {
    let live = live_order(&order("moved-later"), Lang::En);
    let told: Vec<_> = live
        .events
        .iter()
        .map(|event| (event.old_text.as_str(), event.text.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            (
                "14–18 December",
                "Now 22–24 December, 6 days later: storm in Porto"
            ),
            ("", "Date told: ships 14–18 December"),
            ("", "You placed the order"),
        ]
    );
    assert!(live.events[0].date_text.starts_with("20 November, "));
    assert_eq!(live.tone, Tone::Attention);
    let late = live.lines[0].groups[0].late.clone().unwrap();
    let hrefs: Vec<_> = late.choices.iter().map(|one| one.href.as_str()).collect();
    assert_eq!(
        hrefs,
        ["/o/4f1c2a?change=variant#step", "/o/4f1c2a?cancel=1#step"]
    );
    assert_eq!(
        live_order(&order("waiting"), Lang::En).lines[0].groups[0].late,
        None
    );
}

#[test]
fn a_cart_says_of_units_on_the_shelf_that_they_are_here() {
    let states = made_up::products::product_states();
    let split = states.into_iter().find(|(name, ..)| *name == "split");
    let (_, view, selected, quantity) = split.unwrap();
    let said = |together| -> Vec<(String, Tone)> {
        let items = [(&*view.snapshots[selected], quantity)];
        let rows = cart_parts(items, together, Lang::En);
        rows.into_iter().map(|row| (row.lead, row.tone)).collect()
    };
    let row = |lead: &str, tone| (lead.to_owned(), tone);
    assert_eq!(
        said(false),
        [
            row("2 are here and ship", Tone::Stock),
            row("3 ship", Tone::Wait)
        ]
    );
    assert_eq!(said(true), [row("5 ship", Tone::Wait)]);
}

#[test]
fn what_is_low_says_what_comes_after_it() {
    let next = |lang, begins: &str| {
        let states = made_up::products::product_states();
        let split = states.into_iter().find(|(name, ..)| *name == "split");
        let (_, view, selected, _) = split.unwrap();
        let notes = live_card(&view.snapshots[selected], "Tent", lang, 1).notes;
        notes.iter().any(|note| note.text.starts_with(begins))
    };
    assert!(next(Lang::En, "The next ones ship "));
    assert!(next(Lang::De, "Die nächsten: Versand "));
}
