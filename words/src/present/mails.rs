//! Words about mails, for people of the shop.

use crate::Words;
use dockline_domain::message::{MessageKind, MessageState, Unsent};

/// What a kind of mail is called.
pub fn mail_kind_name(say: &Words, kind: MessageKind) -> String {
    say.say(match kind {
        MessageKind::Confirmation => "mail-kind-confirmation",
        MessageKind::Moved => "mail-kind-moved",
        MessageKind::Cancelled => "mail-kind-cancelled",
        MessageKind::Dispatched => "mail-kind-dispatched",
        MessageKind::Delivered => "mail-kind-delivered",
        MessageKind::Notice => "mail-kind-notice",
        MessageKind::AnswerRecorded => "mail-kind-answer-recorded",
        MessageKind::ChargeFailed => "mail-kind-charge-failed",
        MessageKind::BankStep => "mail-kind-bank-step",
        MessageKind::ChargeComing => "mail-kind-charge-coming",
        MessageKind::RefundSent => "mail-kind-refund-sent",
        MessageKind::RefundFailed => "mail-kind-refund-failed",
        MessageKind::PassedOn => "mail-kind-passed-on",
        MessageKind::WaitlistConfirm => "mail-kind-waitlist-confirm",
        MessageKind::WaitlistBack => "mail-kind-waitlist-back",
        MessageKind::WithdrawalReceived => "mail-kind-withdrawal-received",
    })
}

/// What became of a mail, and why it was not sent.
pub fn mail_state_text(say: &Words, state: MessageState, reason: Option<Unsent>) -> String {
    let text = say.say(match state {
        MessageState::Planned => "mail-state-planned",
        MessageState::Sent => "mail-state-sent",
        MessageState::Kept => "mail-state-kept",
        MessageState::Skipped => "mail-state-skipped",
        MessageState::Superseded => "mail-state-superseded",
        MessageState::Uncertain => "mail-state-uncertain",
        MessageState::Parked => "mail-state-parked",
        MessageState::Bounced => "mail-state-bounced",
    });
    let reason = reason.map(|reason| {
        say.say(match reason {
            Unsent::AlreadyTold => "mail-unsent-already-told",
            Unsent::OrderCancelled => "mail-unsent-order-cancelled",
            Unsent::OrderShipped => "mail-unsent-order-shipped",
            Unsent::Arrived => "mail-unsent-arrived",
            Unsent::NotNeeded => "mail-unsent-not-needed",
            Unsent::SoldOut => "mail-unsent-sold-out",
            Unsent::Erased => "mail-unsent-erased",
            Unsent::MailOff => "mail-unsent-mail-off",
            Unsent::Refused => "mail-unsent-refused",
            Unsent::GaveUp => "mail-unsent-gave-up",
            Unsent::Unreadable => "mail-unsent-unreadable",
            Unsent::Suppressed => "mail-unsent-suppressed",
        })
    });
    match reason {
        Some(reason) => say.fill(
            "with-reason",
            [("text", text.into()), ("reason", reason.into())],
        ),
        None => text,
    }
}

/// What came of a try; one whose end nobody noted was cut off.
pub fn try_text(say: &Words, result: Option<&str>) -> String {
    say.say(match result {
        Some("sent") => "mail-try-sent",
        Some("kept") => "mail-state-kept",
        Some("skipped") => "mail-state-skipped",
        Some("refused") => "mail-try-refused",
        Some("failed") => "mail-try-failed",
        Some("uncertain") => "mail-state-uncertain",
        Some(_) => "mail-try-unreadable",
        None => "mail-try-open",
    })
}
