//! Mails about paying, in the sentences of the order's page.

use super::order::{Letter, cancelled};
use super::{Block, Link, Mail};
use crate::present::refund_text;
use crate::{Lang, money};
use dockline_domain::id::RefundId;
use dockline_domain::payment::refund::State;
use dockline_view::{OrderView, PaymentState};

/// Why somebody is written to about paying.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaymentMail {
    /// Their bank has declined it.
    Failed,
    /// Their bank wants to hear from them.
    BankStep,
    /// It is charged soon.
    Coming,
}

/// What somebody is told of money that goes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefundMail {
    /// It was sent.
    Sent,
    /// It could not be sent, or came back.
    Failed,
}

/// A mail about the payment of an order; none where that is not so.
pub fn payment(
    view: &OrderView,
    why: PaymentMail,
    (lang, public_url): (Lang, &str),
) -> Option<Mail> {
    let state = view.payment.as_ref()?.state();
    let is_so = match why {
        PaymentMail::Failed => state == PaymentState::Failed,
        PaymentMail::BankStep => state == PaymentState::Action,
        PaymentMail::Coming => state == PaymentState::Verified && view.later_minor() > 0,
    };
    let letter = Letter::new(view, lang, public_url);
    let say = letter.say;
    let panel = letter.live.payment.clone().filter(|_| is_so)?;
    let method = panel.method?;
    let (subject, lead) = match why {
        PaymentMail::Failed => ("mail-charge-failed", say.say("mail-charge-failed-lead")),
        PaymentMail::BankStep => ("mail-bank-step", say.say("mail-bank-step-lead")),
        PaymentMail::Coming => ("mail-charge-coming", letter.live.sentence.clone()),
    };
    let mut blocks = vec![
        Block::Heading(lead),
        Block::Text(method.text.clone()),
        Block::Items(letter.kept()),
        letter.sums(),
    ];
    blocks.extend(method.link.map(|(path, text)| {
        Block::Choice(Link {
            text,
            href: letter.page(&path),
        })
    }));
    Some(letter.mail(subject, method.text, blocks))
}

/// Units have lost their place, because how they are paid was not settled in time; none where none did.
pub fn passed_on(view: &OrderView, lang: Lang, public_url: &str) -> Option<Mail> {
    let mut mail = cancelled(view, lang, public_url)?;
    let letter = Letter::new(view, lang, public_url);
    let text = letter.say.say("mail-passed-on-text");
    mail.subject = letter.subject("mail-passed-on");
    mail.blocks.insert(1, Block::Text(text));
    Some(mail)
}

/// What became of money that goes back: that it was sent, or could not be. None where that is not
/// so any more.
pub fn refund(
    view: &OrderView,
    id: &RefundId,
    kind: RefundMail,
    (lang, public_url): (Lang, &str),
) -> Option<Mail> {
    let payment = view.payment.as_ref()?;
    let refund = payment.refunds.iter().find(|refund| refund.id == *id)?;
    let (state, subject, lead, next) = match kind {
        RefundMail::Sent => (
            State::Sent,
            "mail-refund-sent",
            "mail-refund-sent-lead",
            "mail-refund-sent-next",
        ),
        RefundMail::Failed => (
            State::Failed,
            "mail-refund-failed",
            "mail-refund-failed-lead",
            "mail-refund-failed-next",
        ),
    };
    if refund.state != state {
        return None;
    }
    let letter = Letter::new(view, lang, public_url);
    let say = letter.say;
    let text = refund_text(view, refund, lang);
    // Why the shop gives something is its own note, and money goes back to the card that paid, which
    // may be another one than is saved now.
    let facts = vec![(say.say("mail-refund-amount"), money(lang, refund.amount))];
    let blocks = vec![
        Block::Heading(say.say(lead)),
        Block::Text(text.clone()),
        Block::Facts(facts),
        Block::Text(say.say(next)),
    ];
    Some(letter.mail(subject, text, blocks))
}
