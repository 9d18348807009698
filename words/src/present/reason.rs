//! Why something was done, in the reader's language.

use crate::Words;
use dockline_domain::reason::Reason;

/// What the system says of a reason, or what somebody wrote.
pub fn reason_text(say: &Words, reason: &Reason) -> String {
    match reason {
        Reason::OnOrderPage => say.say("reason-on-order-page"),
        Reason::ByShopper => say.say("reason-by-shopper"),
        Reason::NotVerified => say.say("reason-not-verified"),
        Reason::NotRepaired => say.say("reason-not-repaired"),
        Reason::EndedByLaw => say.say("reason-ended-by-law"),
        Reason::Withdrawn => say.say("reason-withdrawn"),
        Reason::Erased => say.say("reason-erased"),
        Reason::OpeningStock => say.say("reason-opening-stock"),
        Reason::Given(text) => text.clone(),
    }
}
