//! Where a page of a list begins, as the page before it said. It is parsed before a database is
//! asked: whatever no list gave is refused.

use crate::error::ReadError;
use dockline_domain::id::{
    ChargeId, Handle, MessageId, OrderId, PersonId, PurchaseOrderId, RefundId, ShipmentId, TryId,
    WithdrawalId,
};
use dockline_domain::line::Place;
use jiff::civil::Date;

/// The place that a cursor names; `None` at the beginning.
pub(crate) fn parse<'a, T>(
    cursor: Option<&'a str>,
    place: impl FnOnce(&'a str) -> Option<T>,
) -> Result<Option<T>, ReadError> {
    cursor
        .map(|text| place(text).ok_or(ReadError::BadCursor))
        .transpose()
}

/// Takes off the row that was read beyond a page. Answers the last row of the page where there was
/// one: behind that the next page begins.
pub(crate) fn last_of_page<T>(rows: &mut Vec<T>, limit: i64) -> Option<&T> {
    let more = rows.len() > usize::try_from(limit).unwrap_or(usize::MAX);
    if more {
        rows.pop();
    }
    rows.last().filter(|_| more)
}

/// After an order.
pub(crate) fn order(text: &str) -> Option<OrderId> {
    OrderId::parse(text)
        .ok()
        .filter(|_| text.starts_with("ord_"))
}

/// After a purchase order.
pub(crate) fn purchase_order(text: &str) -> Option<PurchaseOrderId> {
    PurchaseOrderId::parse(text)
        .ok()
        .filter(|_| text.starts_with("po_"))
}

/// After a purchase order with this latest date.
pub(crate) fn dated_purchase_order(text: &str) -> Option<(&str, &str)> {
    let (date, id) = text.split_once('.')?;
    (date.len() == 10 && date.parse::<Date>().is_ok() && purchase_order(id).is_some())
        .then_some((date, id))
}

/// After a person on a waitlist.
pub(crate) fn person(text: &str) -> Option<PersonId> {
    PersonId::parse(text)
        .ok()
        .filter(|_| text.starts_with("per_"))
}

/// Before a try to send a message to an endpoint.
pub(crate) fn attempt(text: &str) -> Option<TryId> {
    TryId::parse(text).ok()
}

/// After a shipment.
pub(crate) fn shipment(text: &str) -> Option<ShipmentId> {
    ShipmentId::parse(text)
        .ok()
        .filter(|id| id.parts().is_some())
}

/// After a charge.
pub(crate) fn charge(text: &str) -> Option<ChargeId> {
    ChargeId::parse(text).ok().filter(|id| id.parts().is_some())
}

/// After a refund.
pub(crate) fn refund(text: &str) -> Option<RefundId> {
    RefundId::parse(text).ok().filter(|id| id.parts().is_some())
}

/// Before a withdrawal.
pub(crate) fn withdrawal(text: &str) -> Option<WithdrawalId> {
    WithdrawalId::parse(text).ok()
}

/// Before a mail.
pub(crate) fn message(text: &str) -> Option<MessageId> {
    MessageId::parse(text).ok()
}

/// After an entry of the ledger.
pub(crate) fn entry(text: &str) -> Option<(i64, i64)> {
    let (seq, n) = text.split_once('.')?;
    Some((seq.parse().ok()?, n.parse().ok()?))
}

/// After a place in line.
pub(crate) fn place(text: &str) -> Option<Place> {
    let mut fields = text.split('.');
    let place = Place {
        priority: fields.next()?.parse().ok()?,
        sequence: (fields.next()?.parse().ok()?, fields.next()?.parse().ok()?),
    };
    fields.next().is_none().then_some(place)
}

/// After a product: the key it is sorted by, and its handle.
pub(crate) fn product(text: &str) -> Option<(&str, &str)> {
    let (sort_key, handle) = text.split_once('\n')?;
    (Handle::parse(handle).is_ok() && !sort_key.chars().any(char::is_control))
        .then_some((sort_key, handle))
}
