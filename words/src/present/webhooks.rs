//! Words about webhooks, for people of the shop.

use crate::Words;
use dockline_domain::webhook::{EndpointState, OffReason, Trouble};

/// Whether an endpoint is told, and why not.
pub fn webhook_state_text(say: &Words, state: EndpointState) -> String {
    let reason = match state {
        EndpointState::On => return say.say("webhook-state-on"),
        EndpointState::Unproven => return say.say("webhook-state-unproven"),
        EndpointState::Off(reason) => say.say(match reason {
            OffReason::ByHand => "webhook-off-by-hand",
            OffReason::Failing => "webhook-off-failing",
            OffReason::Gone => "webhook-off-gone",
            OffReason::Full => "webhook-off-full",
        }),
    };
    let text = say.say("webhook-state-off");
    say.fill(
        "with-reason",
        [("text", text.into()), ("reason", reason.into())],
    )
}

/// What came of a try; one whose end nobody noted was cut off.
pub fn webhook_try_text(say: &Words, status: Option<u16>, trouble: Option<Trouble>) -> String {
    if let Some(status) = status {
        return say.fill("webhook-answered", [("status", status.to_string().into())]);
    }
    say.say(match trouble {
        Some(Trouble::NotAllowed) => "webhook-trouble-not-allowed",
        Some(Trouble::NoAddress) => "webhook-trouble-no-address",
        Some(Trouble::NotGlobal) => "webhook-trouble-not-global",
        Some(Trouble::NotReached) => "webhook-trouble-not-reached",
        Some(Trouble::NotEncrypted) => "webhook-trouble-not-encrypted",
        Some(Trouble::TooSlow) => "webhook-trouble-too-slow",
        Some(Trouble::Broken) => "webhook-trouble-broken",
        Some(Trouble::Unreadable) => "webhook-trouble-unreadable",
        None => "webhook-open",
    })
}
