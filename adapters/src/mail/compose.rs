//! What a mail says: it is decided when it is sent, from what is true then.

use super::letter::{Headers, Letter, NoLetter};
use super::outgoing::Outgoing;
use dockline_domain::backorder::OrderState;
use dockline_domain::id::{MessageId, ShipmentId};
use dockline_domain::message::{MessageKind, ToldDates, Unsent};
use dockline_engine::{Engine, ReadError};
use dockline_view::{ClaimedMail, OrderView, ShipmentView, Shop};
use dockline_words::Lang;
use dockline_words::mail::{self, Mail};
use std::sync::Arc;

/// A mail that is about to be sent.
pub(super) struct Composed {
    pub(super) letter: Letter,
    /// The tree of sentences, as JSON.
    pub(super) content: String,
    /// The dates that it tells, as JSON.
    pub(super) told: String,
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
            told.await?
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
    let json = |error: serde_json::Error| NoLetter::from(error.to_string());
    Ok(Composed {
        content: serde_json::to_string(&mail).map_err(json)?,
        told: serde_json::to_string(&mail::told_dates(&view)).map_err(json)?,
        letter,
    })
}

/// The order's own language, whoever's work made the mail.
fn language(view: &OrderView) -> Lang {
    Lang::from_tag(&view.person.locale).unwrap_or_default()
}

/// What a mail of a kind says of an order.
fn said(
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
            let before = told.unwrap_or_else(|| told_before(view));
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
        MessageKind::Dispatched => Ok(mail::dispatched(view, parcel()?, lang, public_url)),
        MessageKind::Delivered => Ok(mail::delivered(view, parcel()?, lang, public_url)),
    }
}

/// What people were told before the last change, where no mail has told them anything.
fn told_before(view: &OrderView) -> ToldDates {
    let backorders = view.lines.iter().flat_map(|line| &line.backorders);
    let told = backorders.filter_map(|one| {
        let (_, number) = one.id.parts()?;
        let [.., before, _] = one.promises.as_slice() else {
            return Some((number, one.promises.last()?.window));
        };
        Some((number, before.window))
    });
    ToldDates(told.collect())
}

/// A mail of a kind about an order as it would be now, in any language, for people of the shop to
/// look at.
pub async fn preview(
    engine: &Engine,
    outgoing: &Outgoing,
    shop: &Arc<Shop>,
    view: &OrderView,
    (kind, lang): (MessageKind, Lang),
    recipient: &str,
) -> Result<Letter, Unwritten> {
    let parcel = engine.shipment(shop, &ShipmentId::of(&view.id, 1)).await;
    let parcel = parcel.ok().filter(|parcel| match kind {
        MessageKind::Dispatched => parcel.handed_over_at.is_some(),
        MessageKind::Delivered => parcel.delivered_at.is_some(),
        MessageKind::Confirmation | MessageKind::Moved | MessageKind::Cancelled => true,
    });
    let words = (lang, outgoing.public_url.as_ref());
    let mail = said(kind, view, None, parcel.as_ref(), words)?;
    let id = MessageId::parse("msg_preview").map_err(|error| NoLetter::from(error.to_string()))?;
    let headers = Headers {
        id: &id,
        order: &view.id,
        recipient,
        at: engine.now(),
    };
    Ok(Letter::written(outgoing, shop, &mail, &headers)?)
}
