//! Why somebody stands where they stand: the arithmetic of a place, in words.

use crate::{Dates, Lang, Names, Words, number, words};
use dockline_domain::availability::{Part, Source};
use dockline_domain::id::Sku;
use dockline_view::{NeededUnits, PlaceReasons, SkippedOrder, VariantSnapshot};

/// The reasons of a place, in the order in which one would explain them.
pub fn place_sentences(lang: Lang, reasons: &PlaceReasons, names: &Names) -> Vec<String> {
    let say = words(lang);
    let dates = Dates::new(lang, reasons.snapshot.shop.day);
    let place = &reasons.place;
    let mut sentences = vec![order_of(lang, reasons)];
    sentences.extend(place.position.map(|position| {
        let values = [
            ("ahead", (position - 1).into()),
            ("position", number(lang, i64::from(position)).into()),
        ];
        say.fill("here-position", values)
    }));
    sentences.push(stock(lang, &reasons.snapshot));
    let mut from = place.position.unwrap_or(1);
    for part in &place.parts {
        sentences.push(served(say, dates, &reasons.snapshot, part, from));
        from += part.quantity;
    }
    let served: u32 = place.parts.iter().map(|part| part.quantity).sum();
    if served < place.backorder.quantity {
        sentences.push(say.fill(
            "here-unserved",
            [("count", (place.backorder.quantity - served).into())],
        ));
    }
    if !place.together.is_empty() {
        sentences.push(complete(say, names, &place.together));
    }
    sentences.extend(
        reasons
            .skipped
            .iter()
            .map(|order| skipped(say, names, order)),
    );
    sentences
}

/// What decides the order: priority, then the sequence in which orders were placed, or went to the
/// end of the line.
fn order_of(lang: Lang, reasons: &PlaceReasons) -> String {
    let say = words(lang);
    match reasons.place.backorder.place.priority {
        0 => say.say("here-order"),
        priority => say.fill(
            "here-order-priority",
            [("priority", format!("{priority:+}").into())],
        ),
    }
}

fn stock(lang: Lang, snapshot: &VariantSnapshot) -> String {
    let counters = snapshot.supply.counters;
    let count = |units: u32| number(lang, i64::from(units));
    match counters.on_hand {
        0 => words(lang).say("here-none-on-hand"),
        on_hand => {
            let values = [
                ("there", count(on_hand).into()),
                ("given", count(counters.allocated).into()),
                ("free", count(counters.free()).into()),
            ];
            words(lang).fill("here-on-hand", values)
        }
    }
}

fn served(say: &Words, dates: Dates, snapshot: &VariantSnapshot, part: &Part, from: u32) -> String {
    let run = match part.quantity {
        1 => say.fill("here-unit", [("number", from.to_string().into())]),
        many => say.fill(
            "here-run",
            [
                ("from", from.to_string().into()),
                ("to", (from + many - 1).to_string().into()),
            ],
        ),
    };
    let ships = part.window().map_or_else(
        || say.say("no-date-yet-short"),
        |window| dates.window(window),
    );
    match (part.source, &part.purchase_order) {
        (Source::Stock, _) => say.fill(
            "here-from-stock",
            [("run", run.into()), ("ships", ships.into())],
        ),
        (Source::Release, _) => say.fill(
            "here-from-release",
            [("run", run.into()), ("ships", ships.into())],
        ),
        (Source::LeadTime, _) | (Source::Inbound, None) => say.fill(
            "here-from-lead",
            [("run", run.into()), ("ships", ships.into())],
        ),
        (Source::Inbound, Some(reference)) => {
            let news = snapshot.news.iter().find(|news| news.serves(part));
            let arrives = news.and_then(|news| news.expected).map_or_else(
                || say.say("no-date-yet-short"),
                |window| dates.window(window),
            );
            let id = if part.overdue {
                "here-from-overdue"
            } else {
                "here-from-supply"
            };
            let open = news.map_or(0, |news| news.open);
            let values = [
                ("run", run.into()),
                ("reference", reference.to_string().into()),
                ("open", say.fill("units", [("count", open.into())]).into()),
                ("arrives", arrives.into()),
                ("ships", ships.into()),
            ];
            say.fill(id, values)
        }
    }
}

/// What an order that ships complete still needs.
fn complete(say: &Words, names: &Names, together: &[NeededUnits]) -> String {
    let missing: Vec<&NeededUnits> = together.iter().filter(|need| need.is_missing()).collect();
    if missing.is_empty() {
        return say.say("here-complete-ready");
    }
    say.fill(
        "here-complete",
        [("missing", list(say, names, missing.into_iter()).into())],
    )
}

fn skipped(say: &Words, names: &Names, order: &SkippedOrder) -> String {
    let missing = list(say, names, order.missing.iter());
    say.fill(
        "here-skipped",
        [
            ("order", order.reference.clone().into()),
            ("missing", missing.into()),
        ],
    )
}

fn list<'a>(say: &Words, names: &Names, needs: impl Iterator<Item = &'a NeededUnits>) -> String {
    let name = |sku: &Sku| names.get(sku).cloned().unwrap_or_else(|| sku.to_string());
    let one = |need: &NeededUnits| {
        say.fill(
            "here-missing",
            [
                ("count", need.quantity.into()),
                ("name", name(&need.sku).into()),
                ("free", need.free.into()),
            ],
        )
    };
    needs.map(one).collect::<Vec<_>>().join("; ")
}
