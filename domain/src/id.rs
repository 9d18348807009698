//! Names and ids as types, parsed once at the edge.

use crate::input::Invalid;
use crate::limits;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::Arc;

/// Declares a cheap-to-clone text newtype with a checked constructor.
macro_rules! text_id {
    ($(#[$doc:meta])* $name:ident, $check:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(Arc<str>);

        impl $name {
            /// Parses the text or says what is allowed.
            pub fn parse(text: &str) -> Result<Self, Invalid> {
                ($check)(text)?;
                Ok(Self(Arc::from(text)))
            }

            /// The text as it was written.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl TryFrom<String> for $name {
            type Error = Invalid;
            fn try_from(text: String) -> Result<Self, Invalid> {
                Self::parse(&text)
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.0.as_ref().to_owned()
            }
        }

        impl std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }
    };
}

fn slug(text: &str) -> Result<(), Invalid> {
    let good = !text.is_empty()
        && text.len() <= limits::HANDLE_BYTES_MAX
        && text
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_')
        && text.as_bytes()[0].is_ascii_alphanumeric();
    good.then_some(()).ok_or_else(|| {
        Invalid(format!(
            "must have 1 to {} of a–z, 0–9, - and _, beginning with a letter or digit",
            limits::HANDLE_BYTES_MAX
        ))
    })
}

/// Handles come from other systems and may hold letters of any script; what would break a path may
/// not stand in them.
fn handle(text: &str) -> Result<(), Invalid> {
    let good = !text.is_empty()
        && text.len() <= limits::HANDLE_BYTES_MAX
        && text
            .chars()
            .all(|c| c.is_alphanumeric() || c == '-' || c == '_' || c == '.')
        && text.chars().any(char::is_alphanumeric);
    good.then_some(()).ok_or_else(|| {
        Invalid(format!(
            "must have 1 to {} bytes of letters, digits, -, _ and .",
            limits::HANDLE_BYTES_MAX
        ))
    })
}

fn printable(text: &str, bytes_max: usize) -> Result<(), Invalid> {
    let good = !text.is_empty()
        && text.len() <= bytes_max
        && text.trim() == text
        && !text.chars().any(char::is_control);
    good.then_some(()).ok_or_else(|| {
        Invalid(format!(
            "must have 1 to {bytes_max} bytes, no control characters and no space at its ends"
        ))
    })
}

fn sku(text: &str) -> Result<(), Invalid> {
    printable(text, limits::SKU_BYTES_MAX)
}

fn reference(text: &str) -> Result<(), Invalid> {
    printable(text, limits::REFERENCE_BYTES_MAX)
}

fn generated(text: &str) -> Result<(), Invalid> {
    let good = (4..=48).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    good.then_some(())
        .ok_or_else(|| Invalid::new("must be an id as this system gave it"))
}

/// An id that says what it is of.
fn prefixed(text: &str, prefix: &str) -> Result<(), Invalid> {
    generated(text)?;
    text.starts_with(prefix)
        .then_some(())
        .ok_or_else(|| Invalid(format!("must be an id that begins with {prefix}")))
}

text_id!(
    /// A picture that a merchant has put into the shop, by its content.
    MediaId,
    generated
);
text_id!(
    /// The name of a shop in URLs.
    ShopSlug, slug
);
text_id!(
    /// The name of a product in URLs, unique in its shop.
    Handle, handle
);
text_id!(
    /// Stock keeping unit: what is sold and counted, unique in its shop. 1 to 64 bytes,
    /// case-sensitive.
    Sku, sku
);
text_id!(
    /// The merchant's own number of a purchase order, unique in its shop.
    PurchaseOrderReference, reference
);
text_id!(
    /// A warehouse with a dock.
    LocationCode, reference
);
text_id!(
    /// `shop_…`
    ShopId, generated
);
text_id!(
    /// `ord_…`, ordered by time.
    OrderId, generated
);
text_id!(
    /// `po_…`, ordered by time.
    PurchaseOrderId, generated
);
text_id!(
    /// `per_…`: where the personal data of an order or a waitlist entry stands.
    PersonId, generated
);
text_id!(
    /// `usr_…`: one of the merchant's people.
    UserId, |text| prefixed(text, "usr_")
);
text_id!(
    /// `key_…`: a key of one of the merchant's programs. It is no secret.
    KeyId, |text| prefixed(text, "key_")
);
text_id!(
    /// `bo_…`: a quantity of one order line in one state.
    BackorderId, generated
);

text_id!(
    /// `rcp_…`, ordered by time: goods that arrived at a dock.
    ReceiptId, generated
);
text_id!(
    /// `shp_…`: one parcel of one order.
    ShipmentId, generated
);

text_id!(
    /// `chg_…`: one sum of money for one parcel of an order.
    ChargeId, generated
);

text_id!(
    /// `rfd_…`: one sum of money of an order that goes back.
    RefundId, generated
);

text_id!(
    /// `msg_…`, ordered by time: one mail.
    MessageId, |text| prefixed(text, "msg_")
);

text_id!(
    /// `whk_…`, ordered by time: an address of the merchant's that is told what happens.
    EndpointId, |text| prefixed(text, "whk_")
);

text_id!(
    /// `evt_…`, ordered by time: one message to one endpoint. It is the same over all tries.
    DeliveryId, |text| prefixed(text, "evt_")
);

text_id!(
    /// `try_…`, ordered by time: one try to send a message to an endpoint.
    TryId, |text| prefixed(text, "try_")
);

text_id!(
    /// `wdr_…`, ordered by time: a withdrawal that somebody declared.
    WithdrawalId, |text| prefixed(text, "wdr_")
);

impl ChargeId {
    /// The id of the `number`-th charge of an order. It is made from the order's id, so that the
    /// order's rows stand together.
    pub fn of(order: &OrderId, number: u32) -> Self {
        let tail = order.as_str().trim_start_matches("ord_");
        Self(Arc::from(format!("chg_{tail}_{number}")))
    }

    /// The order and number this id was made from.
    pub fn parts(&self) -> Option<(OrderId, u32)> {
        let (order, number) = self.0.strip_prefix("chg_")?.rsplit_once('_')?;
        Some((
            OrderId::parse(&format!("ord_{order}")).ok()?,
            number.parse().ok()?,
        ))
    }
}

impl RefundId {
    /// The id of the `number`-th refund of an order. It is made from the order's id, so that the
    /// order's rows stand together.
    pub fn of(order: &OrderId, number: u32) -> Self {
        let tail = order.as_str().trim_start_matches("ord_");
        Self(Arc::from(format!("rfd_{tail}_{number}")))
    }

    /// The order and number this id was made from.
    pub fn parts(&self) -> Option<(OrderId, u32)> {
        let (order, number) = self.0.strip_prefix("rfd_")?.rsplit_once('_')?;
        Some((
            OrderId::parse(&format!("ord_{order}")).ok()?,
            number.parse().ok()?,
        ))
    }
}

impl ShipmentId {
    /// The id of the `number`-th shipment of an order. It is made from the order's id, so that the
    /// order's rows stand together.
    pub fn of(order: &OrderId, number: u32) -> Self {
        let tail = order.as_str().trim_start_matches("ord_");
        Self(Arc::from(format!("shp_{tail}_{number}")))
    }

    /// The order and number this id was made from.
    pub fn parts(&self) -> Option<(OrderId, u32)> {
        let (order, number) = self.0.strip_prefix("shp_")?.rsplit_once('_')?;
        Some((
            OrderId::parse(&format!("ord_{order}")).ok()?,
            number.parse().ok()?,
        ))
    }
}

impl BackorderId {
    /// The id of the `number`-th backorder of an order. It is made from the order's id, so that the
    /// order's rows stand together.
    pub fn of(order: &OrderId, number: u32) -> Self {
        let tail = order.as_str().trim_start_matches("ord_");
        Self(Arc::from(format!("bo_{tail}_{number}")))
    }

    /// The order and number this id was made from.
    pub fn parts(&self) -> Option<(OrderId, u32)> {
        let (order, number) = self.0.strip_prefix("bo_")?.rsplit_once('_')?;
        Some((
            OrderId::parse(&format!("ord_{order}")).ok()?,
            number.parse().ok()?,
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_backorder_id_names_its_order() {
        let order = OrderId::parse("ord_01jd0000000000000000000000").unwrap();
        assert_eq!(BackorderId::of(&order, 3).parts(), Some((order, 3)));
    }

    #[test]
    fn a_shipment_id_names_its_order() {
        let order = OrderId::parse("ord_01jd0000000000000000000000").unwrap();
        assert_eq!(ShipmentId::of(&order, 2).parts(), Some((order, 2)));
    }

    #[test]
    fn a_charge_id_names_its_order() {
        let order = OrderId::parse("ord_01jd0000000000000000000000").unwrap();
        assert_eq!(ChargeId::of(&order, 2).parts(), Some((order, 2)));
    }

    #[test]
    fn a_refund_id_names_its_order_and_no_charge() {
        let order = OrderId::parse("ord_01jd0000000000000000000000").unwrap();
        let refund = RefundId::of(&order, 3);
        assert_eq!(refund.parts(), Some((order.clone(), 3)));
        let charge = ChargeId::of(&order, 3).to_string();
        assert_eq!(
            RefundId::parse(&charge).ok().and_then(|id| id.parts()),
            None
        );
    }

    #[test]
    fn a_sku_keeps_its_case_and_refuses_control_characters() {
        assert_eq!(Sku::parse("Tent Green/2").unwrap().as_str(), "Tent Green/2");
        for bad in ["", " A", "A\n", "A\u{0}", &"x".repeat(65)] {
            assert!(Sku::parse(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn a_handle_cannot_break_a_path() {
        assert!(Handle::parse("größe-2").is_ok());
        for bad in ["a/b", "a?b", "a b", "..", ""] {
            assert!(Handle::parse(bad).is_err(), "{bad:?}");
        }
    }
}
