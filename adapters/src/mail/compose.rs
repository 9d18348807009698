//! What a mail says: it is decided when it is sent, from what is true then.

use super::letter::{Headers, Letter, NoLetter, OrderLink};
use super::outgoing::Outgoing;
use dockline_domain::backorder::OrderState;
use dockline_domain::id::ShipmentId;
use dockline_domain::message::{MessageKind, ToldDates, Unsent};
use dockline_engine::{Engine, ReadError};
use dockline_view::{ClaimedMail, OrderView, ShipmentView, Shop};
use dockline_words::Lang;
use dockline_words::mail::{self, Mail};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// A mail that is about to be sent.
pub(super) struct Composed {
    pub(super) letter: Letter,
    /// The tree of sentences, as JSON.
    pub(super) content: String,
    /// The dates that it tells, as JSON; none where it tells none.
    pub(super) told: Option<String>,
}

/// Why there is no mail.
#[derive(Debug, thiserror::Error)]
pub enum Unwritten {
    /// It would not be true.
    #[error("it is not true any more: {}", .0.name())]
    Untrue(Unsent),
    /// It cannot be written.
    #[error(transparent)]
    Unreadable(#[from] NoLetter),
    /// What it is about could not be read.
    #[error(transparent)]
    Unread(#[from] ReadError),
}

/// Writes a mail that was taken from the outbox.
pub(super) async fn compose(
    engine: &Engine,
    outgoing: &Outgoing,
    shop: &Arc<Shop>,
    claimed: &ClaimedMail,
) -> Result<Composed, Unwritten> {
    let shop = engine.caught_up(shop).await?;
    if !shop.writes_mails() {
        return Err(Unwritten::Untrue(Unsent::MailOff));
    }
    let view = engine.order_by_id(&shop.id, &claimed.order).await?;
    if view.person.email.as_str().is_empty() {
        return Err(Unwritten::Untrue(Unsent::Erased));
    }
    let told = match claimed.kind {
        MessageKind::Moved => {
            let told = engine.told_by_mail(&shop.id, &view.id, Some(&claimed.id));
            let told = told.await?;
            Some(told.unwrap_or_else(|| mail::told_before(&view, claimed.cause)))
        }
        MessageKind::Confirmation
        | MessageKind::Cancelled
        | MessageKind::Dispatched
        | MessageKind::Delivered => None,
    };
    let parcel = ShipmentId::parse(&claimed.about).ok();
    let parcel = match parcel.filter(|id| id.parts().is_some()) {
        Some(id) => Some(engine.shipment(&shop, &id).await?),
        None => None,
    };
    let words = (language(&view), outgoing.public_url.as_ref());
    let mail = said(claimed.kind, &view, told, parcel.as_ref(), words)?;
    let headers = Headers {
        id: &claimed.id,
        order: &claimed.order,
        recipient: view.person.email.as_str(),
        at: engine.now(),
    };
    let letter = Letter::written(outgoing, &shop, &mail, &headers)?;
    let tells_dates = claimed.kind.tells_dates();
    let told = tells_dates.then(|| serde_json::to_string(&mail::told_dates(&view)));
    let json = |error: serde_json::Error| NoLetter::from(error.to_string());
    Ok(Composed {
        content: serde_json::to_string(&mail).map_err(json)?,
        told: told.transpose().map_err(json)?,
        letter,
    })
}

/// The order's own language, whoever's work made the mail.
fn language(view: &OrderView) -> Lang {
    Lang::from_tag(&view.person.locale).unwrap_or_default()
}

/// What a mail of a kind says of an order. Where a sentence makes a library panic, that is an error
/// of this mail and ends nothing else.
fn said(
    kind: MessageKind,
    view: &OrderView,
    told: Option<ToldDates>,
    parcel: Option<&ShipmentView>,
    words: (Lang, &str),
) -> Result<Mail, Unwritten> {
    unbroken(|| sentences(kind, view, told, parcel, words))
}

/// What comes of some work, or that it panicked.
pub(super) fn unbroken<T, E: From<NoLetter>>(work: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
    let broken = || E::from(NoLetter::from("it could not be written".to_owned()));
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err(broken()))
}

fn sentences(
    kind: MessageKind,
    view: &OrderView,
    told: Option<ToldDates>,
    parcel: Option<&ShipmentView>,
    (lang, public_url): (Lang, &str),
) -> Result<Mail, Unwritten> {
    let parcel = || parcel.ok_or_else(|| NoLetter::from("the order has no such parcel".to_owned()));
    match kind {
        MessageKind::Confirmation if view.state == OrderState::Cancelled => {
            Err(Unwritten::Untrue(Unsent::OrderCancelled))
        }
        MessageKind::Confirmation => Ok(mail::confirmation(view, lang, public_url)),
        MessageKind::Moved => {
            let before = told.unwrap_or_default();
            let mail = mail::moved(view, &before, lang, public_url);
            mail.ok_or(Unwritten::Untrue(match view.state {
                OrderState::Cancelled => Unsent::OrderCancelled,
                OrderState::Shipped | OrderState::Delivered => Unsent::OrderShipped,
                OrderState::Waiting
                | OrderState::Allocated
                | OrderState::Packed
                | OrderState::OnHold => Unsent::AlreadyTold,
            }))
        }
        MessageKind::Cancelled => {
            let mail = mail::cancelled(view, lang, public_url);
            let nothing = || NoLetter::from("nothing of the order is cancelled".to_owned());
            Ok(mail.ok_or_else(nothing)?)
        }
        // Tried again for so long: another mail says that it has arrived.
        MessageKind::Dispatched if parcel()?.delivered_at.is_some() => {
            Err(Unwritten::Untrue(Unsent::Arrived))
        }
        MessageKind::Dispatched => Ok(mail::dispatched(view, parcel()?, lang, public_url)),
        MessageKind::Delivered => Ok(mail::delivered(view, parcel()?, lang, public_url)),
    }
}

/// For whom a mail is that nobody gets as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Looks<'a> {
    /// Whoever looks at it in the console, and the link to the order's page.
    With(OrderLink),
    /// Somebody of the shop who has it sent to this address.
    Test(&'a str),
}

/// A mail of a kind about an order as it would be now, in any language, for people of the shop to
/// look at.
pub async fn preview(
    engine: &Engine,
    outgoing: &Outgoing,
    shop: &Arc<Shop>,
    view: &OrderView,
    (kind, lang): (MessageKind, Lang),
    looks: Looks<'_>,
) -> Result<Letter, Unwritten> {
    let parcel = engine.shipment(shop, &ShipmentId::of(&view.id, 1)).await;
    let parcel = parcel.ok().filter(|parcel| match kind {
        MessageKind::Dispatched => parcel.handed_over_at.is_some(),
        MessageKind::Delivered => parcel.delivered_at.is_some(),
        MessageKind::Confirmation | MessageKind::Moved | MessageKind::Cancelled => true,
    });
    let words = (lang, outgoing.public_url.as_ref());
    let backorders = view.lines.iter().flat_map(|line| &line.backorders);
    let promises = backorders.flat_map(|one| &one.promises);
    let newest = promises.map(|promise| promise.seq).max();
    let told = mail::told_before(view, newest.unwrap_or_default());
    let mut mail = said(kind, view, Some(told), parcel.as_ref(), words)?;
    let recipient = match looks {
        Looks::With(OrderLink::Shown) => view.person.email.as_str(),
        Looks::With(OrderLink::Hidden) => {
            mail = mail.without_order_link();
            view.person.email.as_str()
        }
        Looks::Test(address) => {
            mail.subject = dockline_words::words(lang).fill(
                "mail-test-subject",
                [("subject", mail.subject.as_str().into())],
            );
            address
        }
    };
    let headers = Headers {
        id: &engine.new_message_id(),
        order: &view.id,
        recipient,
        at: engine.now(),
    };
    Ok(Letter::written(outgoing, shop, &mail, &headers)?)
}
