//! What waiting for another variant would mean, in a sentence.

use crate::{Dates, Lang, Words, money, words};
use dockline_domain::catalogue::options_text;
use dockline_domain::money::Money;
use dockline_domain::wish::{ChangeRefused, PlaceAfter};
use dockline_view::{VariantChange, VariantChoice};
use jiff::civil::Date;

/// The name of another variant with its price when that differs, and what would come of waiting for
/// it.
pub fn what_variant_change_means(
    lang: Lang,
    today: Date,
    choice: &VariantChoice,
    price_now: Money,
) -> (String, String) {
    let say = words(lang);
    let name = match options_text(&choice.options) {
        empty if empty.is_empty() => choice.to.to_string(),
        options => options,
    };
    let name = if choice.price == price_now {
        name
    } else {
        format!("{name} · {}", money(lang, choice.price))
    };
    let means = match &choice.change {
        Err(ChangeRefused::NotAvailable { possible: 0 }) => say.say("change-not-available"),
        Err(ChangeRefused::NotAvailable { possible }) => {
            say.fill("change-only", [("count", (*possible).into())])
        }
        Ok(change) => what_comes(say, Dates::new(lang, today), change),
    };
    (name, means)
}

/// Nobody stands in a line for what is on hand.
fn what_comes(say: &Words, dates: Dates, change: &VariantChange) -> String {
    if let (true, Some(window)) = (change.in_stock, change.expected) {
        return say.fill("change-in-stock", [("when", dates.window(window).into())]);
    }
    let place = match change.place {
        PlaceAfter::Kept => say.fill("change-keeps-place", [("position", change.position.into())]),
        PlaceAfter::EndOfLine => {
            say.fill("change-end-of-line", [("position", change.position.into())])
        }
    };
    let when = change.expected.map_or_else(
        || say.say("line-undated"),
        |window| say.fill("line-ships-when", [("when", dates.window(window).into())]),
    );
    format!("{place} · {when}")
}
