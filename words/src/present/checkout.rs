//! What changed between looking at an order and placing it.

use crate::{Dates, Lang, money, words};
use dockline_domain::money::Money;
use dockline_domain::told::Told;
use jiff::civil::Date;

/// Another price than was told.
pub fn price_changed(lang: Lang, was: Money, now: Money) -> String {
    words(lang).fill(
        "checkout-price-changed",
        [
            ("was", money(lang, was).into()),
            ("now", money(lang, now).into()),
        ],
    )
}

/// Other dates than were told.
pub fn times_changed(lang: Lang, today: Date, was: &Told, now: &Told) -> String {
    let say = words(lang);
    let dates = Dates::new(lang, today);
    let told = |told: &Told| {
        let row = |(units, window): &(u32, _)| match window {
            Some(window) => say.fill(
                "checkout-told",
                [
                    ("count", (*units).into()),
                    ("when", dates.window(*window).into()),
                ],
            ),
            None => say.fill("checkout-told-undated", [("count", (*units).into())]),
        };
        told.0.iter().map(row).collect::<Vec<_>>().join(", ")
    };
    let (before, after) = (told(was), told(now));
    if before.is_empty() {
        return say.fill("checkout-dates-now", [("now", after.into())]);
    }
    say.fill(
        "checkout-dates-changed",
        [("was", before.into()), ("now", after.into())],
    )
}

/// The arrival that was told was that of another country.
pub fn arrival_changed(lang: Lang) -> String {
    words(lang).say("checkout-arrival-changed")
}
