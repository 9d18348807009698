//! Why the present state does not allow a change, in the reader's language.

use crate::{Dates, Lang, Words, money, words};
use dockline_domain::delay::NoNotice;
use dockline_domain::id::{LocationCode, Sku};
use dockline_domain::money::Money;
use dockline_domain::refusal::{MoneyRefused, ProductRefused, Refusal, RenameRefused};
use dockline_domain::wish::ChangeRefused;
use jiff::civil::Date;

/// The sentence for a refusal.
pub fn refusal_text(lang: Lang, refused: &Refusal) -> String {
    let say = words(lang);
    let name = |id: &str, name: &str| say.fill(id, [("name", name.into())]);
    match refused {
        Refusal::ShopExists(slug) => name("refused-shop-exists", slug.as_str()),
        Refusal::UserExists => say.say("refused-user-exists"),
        Refusal::PurchaseOrderExists(reference) => {
            name("wrong-reference-taken", reference.as_str())
        }
        Refusal::StageBackwards { .. } => say.say("wrong-stage"),
        Refusal::NotExpected(_) => say.say("refused-not-expected"),
        Refusal::LinesEnded(_) => say.say("refused-lines-ended"),
        Refusal::Counted { sku, units } => units_of(say, "refused-counted", *units, sku),
        Refusal::HaveLeft {
            sku,
            location,
            there,
        } => at_place(say, "refused-have-left", (*there, sku), location),
        Refusal::NotFree {
            sku,
            location,
            free,
        } => at_place(say, "refused-not-free", (*free, sku), location),
        Refusal::NothingStays => say.say("refused-nothing-stays"),
        Refusal::OlderPrograms => say.say("refused-older-programs"),
        Refusal::SupplyCancelled(reference) => name("refused-supply-cancelled", reference.as_str()),
        Refusal::NoteReceived { .. } => say.say("wrong-note-used"),
        Refusal::OnItsWay => say.say("refused-on-its-way"),
        Refusal::NothingToCancel => say.say("refused-nothing-to-cancel"),
        Refusal::WithdrawalSettled => say.say("refused-withdrawal-settled"),
        Refusal::MailNotSent => say.say("refused-mail-not-sent"),
        Refusal::NothingToHold => say.say("refused-nothing-to-hold"),
        Refusal::NothingOnHold => say.say("refused-nothing-on-hold"),
        Refusal::Backorder(_) => say.say("refused-step"),
        Refusal::MailsDoNotGoOut => say.say("refused-mails-do-not-go-out"),
        Refusal::Parcel(_) | Refusal::EndedByLaw | Refusal::PackAgain | Refusal::NotPaid => {
            say.say(of_parcel(refused))
        }
        Refusal::NotReleased { sku, day } => not_released(say, lang, sku, *day),
        Refusal::NothingToName => say.say("refused-nothing-to-name"),
        Refusal::TakenByNobody => say.say("refused-taken-by-nobody"),
        Refusal::TooManyEndpoints(most) => counted(say, "refused-too-many-webhooks", *most),
        Refusal::EndpointNotOn => say.say("refused-webhook-not-on"),
        Refusal::NoSecretKey => say.say("refused-no-secret-key"),
        Refusal::Charge(_) => say.say("refused-charge"),
        Refusal::Refund(_) => say.say("refused-refund"),
        Refusal::Money(why) => of_money(say, lang, why),
        Refusal::OrderOnHold { reason } => on_hold(say, reason.as_str()),
        Refusal::OnNoShelf { sku, units } => units_of(say, "refused-on-no-shelf", *units, sku),
        Refusal::Variant(why) => of_variant(say, *why),
        // How many there are already is not said: an address is no proof of who asks.
        Refusal::PerCustomer { limit, .. } => limited(say, "refused-per-customer", *limit),
        Refusal::PerOrder { limit } => limited(say, "refused-per-order", *limit),
        Refusal::PriceChanged { now, .. } => priced(say, lang, "refused-price-changed", *now),
        Refusal::DatesChanged => say.say("refused-dates-changed"),
        Refusal::NoAddress => say.say("refused-no-address"),
        Refusal::Product { sku, why } => product(say, sku, why),
        Refusal::Rename(why) => of_name(say, why),
        Refusal::InParcels {
            sku,
            location,
            units,
        } => at_place(say, "refused-in-parcels", (*units, sku), location),
        Refusal::Promised { sku, units } => units_of(say, "refused-promised", *units, sku),
        Refusal::NotInLine { .. } => say.say("wrong-not-waiting"),
        Refusal::NoRehearsal => say.say("refused-no-rehearsal"),
        Refusal::Notice(why) => say.say(no_notice(*why)),
        Refusal::TooLate => say.say("refused-too-late"),
        Refusal::StillToDeliver(orders) => still_to_deliver(say, orders),
    }
}

fn on_hold(say: &Words, reason: &str) -> String {
    say.fill("refused-on-hold", [("reason", reason.into())])
}

/// Why a parcel stays as it is.
fn of_parcel(refused: &Refusal) -> &'static str {
    match refused {
        Refusal::EndedByLaw => "refused-ended-by-law",
        Refusal::PackAgain => "refused-pack-again",
        Refusal::NotPaid => "refused-not-paid",
        _ => "wrong-parcel-state",
    }
}

/// Why units do not wait for another variant.
fn of_variant(say: &Words, why: ChangeRefused) -> String {
    match why {
        ChangeRefused::NotAvailable { possible } => counted(say, "refused-variant", possible),
    }
}

/// Why something does not leave yet.
fn not_released(say: &Words, lang: Lang, sku: &Sku, day: Date) -> String {
    let day = Dates::new(lang, day).day(day);
    say.fill(
        "refused-not-released",
        [("sku", sku.as_str().into()), ("day", day.into())],
    )
}

/// Why no notice is given.
fn no_notice(why: NoNotice) -> &'static str {
    match why {
        NoNotice::NoLaw => "refused-notice-no-law",
        NoNotice::Shipped => "refused-notice-shipped",
        NoNotice::Ended => "refused-notice-ended",
        NoNotice::InTime => "refused-notice-in-time",
        NoNotice::NotLater => "refused-notice-not-later",
        NoNotice::FurtherNotLater => "refused-notice-further",
        NoNotice::OnItsWay => "refused-notice-on-its-way",
        NoNotice::NeedsDay => "refused-notice-needs-day",
    }
}

fn limited(say: &Words, id: &str, limit: u32) -> String {
    say.fill(id, [("limit", limit.into())])
}

fn counted(say: &Words, id: &str, count: impl Into<i64>) -> String {
    say.fill(id, [("count", count.into().into())])
}

fn priced(say: &Words, lang: Lang, id: &str, price: Money) -> String {
    say.fill(id, [("price", money(lang, price).into())])
}

/// Why something keeps its name.
fn of_name(say: &Words, why: &RenameRefused) -> String {
    match why {
        RenameRefused::Taken(name) => {
            say.fill("refused-name-taken", [("name", name.as_str().into())])
        }
        RenameRefused::Was { former, now } => {
            let values = [
                ("name", former.as_str().into()),
                ("now", now.as_str().into()),
            ];
            say.fill("refused-name-was", values)
        }
        RenameRefused::TooManyOrders { sku, limit } => {
            units_of(say, "refused-too-many-orders", *limit, sku)
        }
    }
}

/// Why money does not move.
fn of_money(say: &Words, lang: Lang, why: &MoneyRefused) -> String {
    match why {
        MoneyRefused::NotSoMuch { most } => priced(say, lang, "refused-not-so-much", *most),
        MoneyRefused::OverLimit { most } => priced(say, lang, "refused-over-limit", *most),
        MoneyRefused::NotNoted { most } => priced(say, lang, "refused-not-noted", *most),
        MoneyRefused::NotForSoMany { sku, units } => {
            units_of(say, "refused-not-for-so-many", *units, sku)
        }
        MoneyRefused::NothingToExtend => say.say("refused-nothing-to-extend"),
        MoneyRefused::SentByNobody => say.say("refused-sent-by-nobody"),
    }
}

fn units_of(say: &Words, id: &str, units: u32, sku: &Sku) -> String {
    say.fill(id, [("count", units.into()), ("sku", sku.as_str().into())])
}

fn at_place(say: &Words, id: &str, (units, sku): (u32, &Sku), location: &LocationCode) -> String {
    let values = [
        ("count", units.into()),
        ("sku", sku.as_str().into()),
        ("place", location.as_str().into()),
    ];
    say.fill(id, values)
}

fn product(say: &Words, sku: &Sku, why: &ProductRefused) -> String {
    let (id, owner) = match why {
        ProductRefused::SkuOf(owner) => ("refused-sku-of", owner.as_str()),
        ProductRefused::HandleOf(handle) => ("refused-handle-of", handle.as_str()),
        ProductRefused::WasSkuOf(now) => ("refused-was-sku-of", now.as_str()),
        ProductRefused::WasHandleOf(handle) => ("refused-was-handle-of", handle.as_str()),
        ProductRefused::InUse => ("refused-in-use", ""),
    };
    say.fill(id, [("sku", sku.as_str().into()), ("name", owner.into())])
}

fn still_to_deliver(say: &Words, orders: &[i64]) -> String {
    let numbers: Vec<String> = orders.iter().map(i64::to_string).collect();
    say.fill(
        "refused-still-to-deliver",
        [("orders", numbers.join(", ").into())],
    )
}
