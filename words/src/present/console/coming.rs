//! What happens next in a shop by itself, in words.

use crate::Words;
use dockline_view::{About, Coming, Happening};

/// One thing that happens when its time comes.
pub fn coming_sentence(say: &Words, coming: &Coming) -> String {
    let id = match coming.what {
        Happening::OrderLapses => "coming-order-lapses",
        Happening::ChargeTold => "coming-charge-told",
        Happening::CardCharged => "coming-charge",
        Happening::ChargeTriedAgain => "coming-charge-again",
        Happening::DebitLookedAt => "coming-debit",
        Happening::UnitsPassOn => "coming-pass-on",
        Happening::NoticeGiven => "coming-notice",
        Happening::EndedByLaw => "coming-ended",
        Happening::DatePasses => "coming-date-passes",
        Happening::News => "coming-news",
        Happening::DateMoves => "coming-date-moves",
        Happening::GoodsArrive => "coming-goods",
        Happening::CarrierComes => "coming-carrier",
    };
    let of = match &coming.about {
        About::Order { reference, .. } => reference.clone(),
        About::Supply(reference) => reference.to_string(),
        About::Parcels => String::new(),
    };
    say.fill(id, [("of", of.into())])
}
