//! What a mail says: it is decided when it is sent, from what is true then.

use super::letter::{Headers, Letter, NoLetter, OrderLink};
use super::outgoing::Outgoing;
use dockline_domain::backorder::OrderState;
use dockline_domain::id::{PersonId, RefundId, ShipmentId, ShopId, WithdrawalId};
use dockline_domain::message::{MessageKind, ToldDates, Unsent};
use dockline_domain::payment::refund;
use dockline_domain::withdrawal;
use dockline_engine::{Engine, ReadError};
use dockline_view::{ClaimedMail, OrderView, PlaceView, ShipmentView, Shop, WithdrawalView};
use dockline_words::Lang;
use dockline_words::mail::{self, Mail, PaymentMail, RefundMail};
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
    let order = match (&claimed.order, &claimed.person) {
        (Some(order), _) => order,
        (None, Some(_)) if claimed.kind == MessageKind::WithdrawalReceived => {
            return to_withdrawing(engine, outgoing, &shop, claimed).await;
        }
        (None, Some(person)) => {
            return to_waiting(engine, outgoing, &shop, (claimed, person)).await;
        }
        (None, None) => return Err(NoLetter::from("it is about nothing".to_owned()).into()),
    };
    let view = engine.order_by_id(&shop.id, order).await?;
    if view.person.email.as_str().is_empty() {
        return Err(Unwritten::Untrue(Unsent::Erased));
    }
    let address = view.person.email.as_str();
    may_be_written_to(engine, &shop.id, (address, claimed.kind)).await?;
    if claimed.kind == MessageKind::Notice {
        let number = notice_of(&claimed.about).unwrap_or_default();
        untrue_notice(&view, number).map_or(Ok(()), |why| Err(Unwritten::Untrue(why)))?;
    }
    let told = told_of(engine, &shop, claimed, &view).await?;
    let parcel = ShipmentId::parse(&claimed.about).ok();
    let parcel = match parcel.filter(|id| id.parts().is_some()) {
        Some(id) => Some(engine.shipment(&shop, &id).await?),
        None => None,
    };
    let words = (language(&view), outgoing.public_url.as_ref());
    let what = What {
        told,
        parcel: parcel.as_ref(),
        notice: notice_of(&claimed.about),
        refund: refund_of(&claimed.about),
    };
    let mail = said(claimed.kind, &view, what, words)?;
    let headers = Headers {
        id: &claimed.id,
        thread: order.as_str(),
        recipient: view.person.email.as_str(),
        at: engine.now(),
    };
    let tells_dates = claimed.kind.tells_dates();
    let told = tells_dates.then(|| serde_json::to_string(&mail::told_dates(&view)));
    let json = |error: serde_json::Error| NoLetter::from(error.to_string());
    Ok(Composed {
        told: told.transpose().map_err(json)?,
        ..composed(outgoing, &shop, &mail, &headers)?
    })
}

/// Whether mails of a kind are sent to an address: what came back for good stops them, and a
/// complaint those that nobody has to get.
async fn may_be_written_to(
    engine: &Engine,
    shop: &ShopId,
    (address, kind): (&str, MessageKind),
) -> Result<(), Unwritten> {
    let suppression = engine.suppression(shop, address).await?;
    if suppression.is_some_and(|one| one.stops(kind.class())) {
        return Err(Unwritten::Untrue(Unsent::Suppressed));
    }
    Ok(())
}

/// The order's own language, whoever's work made the mail.
fn language(view: &OrderView) -> Lang {
    Lang::from_tag(&view.person.locale).unwrap_or_default()
}

/// The dates that were told before a mail that tells them anew.
async fn told_of(
    engine: &Engine,
    shop: &Shop,
    claimed: &ClaimedMail,
    view: &OrderView,
) -> Result<Option<ToldDates>, ReadError> {
    if claimed.kind != MessageKind::Moved {
        return Ok(None);
    }
    let told = engine.told_by_mail(&shop.id, &view.id, Some(&claimed.id));
    let told = told.await?;
    Ok(Some(
        told.unwrap_or_else(|| mail::told_before(view, claimed.cause)),
    ))
}

/// What a mail is about, beside its order.
#[derive(Default)]
struct What<'a> {
    /// The dates that were told before.
    told: Option<ToldDates>,
    /// Its parcel.
    parcel: Option<&'a ShipmentView>,
    /// The number of its notice.
    notice: Option<u32>,
    /// Its refund.
    refund: Option<RefundId>,
}

/// The number of the notice that a mail is about.
fn notice_of(about: &str) -> Option<u32> {
    about.rsplit_once(':')?.1.parse().ok()
}

/// What a mail of a kind says of an order. Where a sentence makes a library panic, that is an error
/// of this mail and ends nothing else.
fn said(
    kind: MessageKind,
    view: &OrderView,
    what: What<'_>,
    words: (Lang, &str),
) -> Result<Mail, Unwritten> {
    unbroken(|| sentences(kind, view, what, words))
}

/// What comes of some work, or that it panicked.
pub(super) fn unbroken<T, E: From<NoLetter>>(work: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
    let broken = || E::from(NoLetter::from("it could not be written".to_owned()));
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err(broken()))
}

fn sentences(
    kind: MessageKind,
    view: &OrderView,
    what: What<'_>,
    (lang, public_url): (Lang, &str),
) -> Result<Mail, Unwritten> {
    let parcel = || {
        let none = || NoLetter::from("the order has no such parcel".to_owned());
        what.parcel.ok_or_else(none)
    };
    match kind {
        MessageKind::Confirmation if view.state == OrderState::Cancelled => {
            Err(Unwritten::Untrue(Unsent::OrderCancelled))
        }
        MessageKind::Confirmation => Ok(mail::confirmation(view, lang, public_url)),
        MessageKind::Moved => {
            let before = what.told.unwrap_or_default();
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
        MessageKind::Notice => {
            let number = what.notice.unwrap_or_default();
            let mail = mail::notice(view, number, lang, public_url);
            mail.ok_or(Unwritten::Untrue(Unsent::NotNeeded))
        }
        MessageKind::AnswerRecorded => {
            let mail = mail::answer_recorded(view, lang, public_url);
            mail.ok_or(Unwritten::Untrue(Unsent::NotNeeded))
        }
        MessageKind::ChargeFailed => paying(view, PaymentMail::Failed, (lang, public_url)),
        MessageKind::BankStep => paying(view, PaymentMail::BankStep, (lang, public_url)),
        MessageKind::ChargeComing => paying(view, PaymentMail::Coming, (lang, public_url)),
        MessageKind::RefundSent => {
            refunded(view, RefundMail::Sent, what.refund, (lang, public_url))
        }
        MessageKind::RefundFailed => {
            refunded(view, RefundMail::Failed, what.refund, (lang, public_url))
        }
        MessageKind::PassedOn => {
            let mail = mail::passed_on(view, lang, public_url);
            mail.ok_or(Unwritten::Untrue(Unsent::NotNeeded))
        }
        // They are about no order.
        MessageKind::WaitlistConfirm
        | MessageKind::WaitlistBack
        | MessageKind::WithdrawalReceived => Err(Unwritten::Untrue(Unsent::NotNeeded)),
    }
}

/// A mail about paying, where that still is so.
fn paying(view: &OrderView, why: PaymentMail, words: (Lang, &str)) -> Result<Mail, Unwritten> {
    let mail = mail::payment(view, why, words);
    mail.ok_or(Unwritten::Untrue(Unsent::NotNeeded))
}

/// A mail about money that goes back, where that still is so.
fn refunded(
    view: &OrderView,
    kind: RefundMail,
    refund: Option<RefundId>,
    words: (Lang, &str),
) -> Result<Mail, Unwritten> {
    let mail = refund.and_then(|id| mail::refund(view, &id, kind, words));
    mail.ok_or(Unwritten::Untrue(Unsent::NotNeeded))
}

/// The refund that a mail is about.
fn refund_of(about: &str) -> Option<RefundId> {
    let id = about.split_once(':').map_or(about, |(id, _)| id);
    RefundId::parse(id).ok().filter(|id| id.parts().is_some())
}

/// A mail as it is kept, and as it is sent. It tells no dates.
fn composed(
    outgoing: &Outgoing,
    shop: &Shop,
    mail: &Mail,
    headers: &Headers<'_>,
) -> Result<Composed, Unwritten> {
    let json = |error: serde_json::Error| NoLetter::from(error.to_string());
    Ok(Composed {
        content: serde_json::to_string(mail).map_err(json)?,
        told: None,
        letter: Letter::written(outgoing, shop, mail, headers)?,
    })
}

/// Writes a mail to somebody on a waitlist. Whoever has left it is not written to.
async fn to_waiting(
    engine: &Engine,
    outgoing: &Outgoing,
    shop: &Arc<Shop>,
    (claimed, person): (&ClaimedMail, &PersonId),
) -> Result<Composed, Unwritten> {
    let place = match engine.place_of(&shop.id, person).await {
        Ok(place) if !place.email.is_empty() => place,
        Ok(_) | Err(ReadError::NotFound { .. }) => return Err(Unwritten::Untrue(Unsent::Erased)),
        Err(error) => return Err(error.into()),
    };
    may_be_written_to(engine, &shop.id, (&place.email, claimed.kind)).await?;
    let lang = Lang::from_tag(&place.locale).unwrap_or_default();
    let mail = waiting_said(claimed.kind, &place, (lang, outgoing.public_url.as_ref()))?;
    let headers = Headers {
        id: &claimed.id,
        thread: person.as_str(),
        recipient: &place.email,
        at: engine.now(),
    };
    composed(outgoing, shop, &mail, &headers)
}

/// What a mail of a kind says to somebody on a waitlist.
fn waiting_said(
    kind: MessageKind,
    place: &PlaceView,
    (lang, public_url): (Lang, &str),
) -> Result<Mail, Unwritten> {
    unbroken(|| match kind {
        MessageKind::WaitlistConfirm if place.confirmed => {
            Err(Unwritten::Untrue(Unsent::NotNeeded))
        }
        MessageKind::WaitlistConfirm => Ok(mail::waitlist_confirm(place, lang, public_url)),
        MessageKind::WaitlistBack => {
            let mail = mail::waitlist_back(place, lang, public_url);
            mail.ok_or(Unwritten::Untrue(Unsent::SoldOut))
        }
        _ => Err(NoLetter::from("it is about an order".to_owned()).into()),
    })
}

/// Writes the receipt of a withdrawal.
async fn to_withdrawing(
    engine: &Engine,
    outgoing: &Outgoing,
    shop: &Arc<Shop>,
    claimed: &ClaimedMail,
) -> Result<Composed, Unwritten> {
    let unknown = |_| NoLetter::from("it is about no withdrawal".to_owned());
    let id = WithdrawalId::parse(&claimed.about).map_err(unknown)?;
    let view = engine.withdrawal(shop, &id).await?;
    if view.email.is_empty() {
        return Err(Unwritten::Untrue(Unsent::Erased));
    }
    let lang = Lang::from_tag(&view.locale).unwrap_or_default();
    let public_url = outgoing.public_url.as_ref();
    let mail =
        unbroken(|| Ok::<_, Unwritten>(mail::withdrawal_received(&view, shop, lang, public_url)))?;
    let headers = Headers {
        id: &claimed.id,
        thread: view.id.as_str(),
        recipient: &view.email,
        at: engine.now(),
    };
    composed(outgoing, shop, &mail, &headers)
}

/// The newest refund of an order that a mail of a kind can be about.
fn refund_like(view: &OrderView, kind: MessageKind) -> Option<RefundId> {
    let wanted = match kind {
        MessageKind::RefundFailed => refund::State::Failed,
        _ => refund::State::Sent,
    };
    let refunds = view.payment.iter().flat_map(|payment| &payment.refunds);
    let mut refunds = refunds.filter(|refund| refund.state == wanted);
    refunds.next_back().map(|refund| refund.id.clone())
}

/// A withdrawal as the person of an order would declare it, to be looked at: nobody did.
fn declared_like(view: &OrderView) -> WithdrawalView {
    WithdrawalView {
        id: WithdrawalId::parse("wdr_0").expect("it has the form of ids"),
        name: view.person.name.clone(),
        email: view.person.email.as_str().to_owned(),
        contract: view.reference.clone(),
        locale: view.person.locale.clone(),
        declared_at: view.as_of,
        state: withdrawal::State::Open,
        moved_at: None,
        is_erased: false,
        order: None,
        order_number: None,
        order_reference: None,
        may_be_cancelled: false,
        goods_left: false,
    }
}

/// Why a notice that was planned is not sent: it would not be true, or would change nothing.
fn untrue_notice(view: &OrderView, number: u32) -> Option<Unsent> {
    let mut notices = view.notices.iter();
    let notice = notices.find(|notice| notice.number == number);
    match notice {
        Some(notice) if notice.may_be_sent => None,
        _ => Some(match view.state {
            OrderState::Cancelled => Unsent::OrderCancelled,
            OrderState::Shipped | OrderState::Delivered => Unsent::OrderShipped,
            OrderState::Waiting
            | OrderState::Allocated
            | OrderState::Packed
            | OrderState::OnHold => Unsent::NotNeeded,
        }),
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

/// Whether a mail of a kind can tell of a parcel as it is.
fn fits(kind: MessageKind, parcel: &ShipmentView) -> bool {
    match kind {
        MessageKind::Dispatched => parcel.handed_over_at.is_some(),
        MessageKind::Delivered => parcel.delivered_at.is_some(),
        MessageKind::Confirmation
        | MessageKind::Moved
        | MessageKind::Cancelled
        | MessageKind::Notice
        | MessageKind::AnswerRecorded
        | MessageKind::ChargeFailed
        | MessageKind::BankStep
        | MessageKind::ChargeComing
        | MessageKind::RefundSent
        | MessageKind::RefundFailed
        | MessageKind::PassedOn
        | MessageKind::WaitlistConfirm
        | MessageKind::WaitlistBack
        | MessageKind::WithdrawalReceived => true,
    }
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
    let parcel = parcel.ok().filter(|parcel| fits(kind, parcel));
    let words = (lang, outgoing.public_url.as_ref());
    let backorders = view.lines.iter().flat_map(|line| &line.backorders);
    let promises = backorders.flat_map(|one| &one.promises);
    let newest = promises.map(|promise| promise.seq).max();
    let told = mail::told_before(view, newest.unwrap_or_default());
    let what = What {
        told: Some(told),
        parcel: parcel.as_ref(),
        notice: view.notices.last().map(|notice| notice.number),
        refund: refund_like(view, kind),
    };
    let mut mail = match (kind, view.lines.first()) {
        (MessageKind::WaitlistConfirm | MessageKind::WaitlistBack, Some(line)) => {
            let place = engine.place_like(shop, &line.sku).await?;
            waiting_said(kind, &place, words)?
        }
        (MessageKind::WithdrawalReceived, _) => {
            let (lang, public_url) = words;
            let declared = declared_like(view);
            unbroken(|| {
                Ok::<_, Unwritten>(mail::withdrawal_received(&declared, shop, lang, public_url))
            })?
        }
        _ => said(kind, view, what, words)?,
    };
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
        thread: view.id.as_str(),
        recipient,
        at: engine.now(),
    };
    Ok(Letter::written(outgoing, shop, &mail, &headers)?)
}
