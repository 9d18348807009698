//! Addresses in the console.

use super::encoded;
use dockline_domain::id::{
    ChargeId, EndpointId, MessageId, PurchaseOrderReference, ReceiptId, RefundId, ShipmentId, Sku,
    WithdrawalId,
};

/// The page to begin with: what needs a person.
pub const TODAY: &str = "/console";
/// Where one logs in.
pub const LOGIN: &str = "/console/login";
/// One's own password and sessions.
pub const ACCOUNT: &str = "/console/account";
/// Where one logs out.
pub const LOGOUT: &str = "/console/logout";
/// Where a rehearsal's clock is moved.
pub const CLOCK: &str = "/console/clock";
pub const SUPPLY: &str = "/console/supply";
/// Goods that arrive and leave.
pub const DOCK: &str = "/console/dock";
/// Who waits for what.
pub const LINE: &str = "/console/line";
/// Orders and their search.
pub const ORDERS: &str = "/console/orders";

/// What is due, and what came.
pub const MONEY: &str = "/console/money";

/// What came before a place in the ledger.
pub fn older_money(place: &str) -> String {
    format!("{MONEY}?before={place}")
}

/// One sum of money of an order.
pub fn charge(id: &ChargeId) -> String {
    format!("/console/charges/{id}")
}

/// One sum of money that goes back.
pub fn refund(id: &RefundId) -> String {
    format!("/console/refunds/{id}")
}

/// Withdrawals from contracts.
pub const WITHDRAWALS: &str = "/console/withdrawals";

/// One of them.
pub fn withdrawal(id: &WithdrawalId) -> String {
    format!("{WITHDRAWALS}/{id}")
}

/// Mails as people read them, where no mail server is set.
pub const MAILBOX: &str = "/console/mailbox";

/// Every mail, and what became of it.
pub const MAIL: &str = "/console/mail";

/// A mail of a kind as it would be now.
pub const MAIL_PREVIEW: &str = "/console/mail/preview";

/// One mail.
pub fn mail(id: &MessageId) -> String {
    format!("{MAIL}/{id}")
}

/// Mails that are not tried any more.
pub fn parked_mails() -> String {
    format!("{MAIL}?state=parked")
}

/// Mails that came back.
pub fn bounced_mails() -> String {
    format!("{MAIL}?state=bounced")
}

/// Mails that wait.
pub fn planned_mails() -> String {
    format!("{MAIL}?state=planned")
}

/// Programs that are told what happens.
pub const WEBHOOKS: &str = "/console/webhooks";

/// One of them.
pub fn webhook(id: &EndpointId) -> String {
    format!("{WEBHOOKS}/{id}")
}

/// The tries of one, the page after a cursor.
pub fn webhook_tries(id: &EndpointId, cursor: &str) -> String {
    format!("{WEBHOOKS}/{id}?cursor={cursor}#log")
}

/// The widget for the shop's own pages.
pub const EMBED: &str = "/console/embed";

/// The form for a new purchase order.
pub const SUPPLY_NEW: &str = "/console/supply/new";
/// The form that takes milestones from a file.
pub const SUPPLY_FILE: &str = "/console/supply/milestones";
/// Parcels, of which `?state=` says which.
pub const PARCELS: &str = "/console/dock/shipments";
/// Parcels that are to be packed.
pub const PARCELS_OPEN: &str = "/console/dock/shipments?state=open";

/// Where people of a waitlist are said to have been told.
pub const WAITLIST: &str = "/console/waitlist";

/// The people on the waitlist of a variant, as a file.
pub fn waitlist_file(sku: &Sku) -> String {
    format!("/console/waitlist.csv?sku={}", encoded(sku.as_str()))
}

/// One purchase order.
pub fn supply_order(reference: &PurchaseOrderReference) -> String {
    format!("{SUPPLY}/{}", encoded(reference.as_str()))
}

/// The form that counts the goods of a purchase order.
pub fn receive(reference: &PurchaseOrderReference) -> String {
    format!("{DOCK}/receive/{}", encoded(reference.as_str()))
}

/// What is to be done with the goods of a receipt.
pub fn receipt(id: &ReceiptId) -> String {
    format!("{DOCK}/receipts/{id}")
}

pub fn shipment(id: &ShipmentId) -> String {
    format!("{PARCELS}/{id}")
}

/// The line of a variant.
pub fn line(sku: &Sku) -> String {
    format!("{LINE}?sku={}", encoded(sku.as_str()))
}

/// A page of orders, or of what a search found.
pub fn orders(search: &str, cursor: Option<&str>) -> String {
    let search = (!search.is_empty()).then(|| format!("q={}", encoded(search)));
    let cursor = cursor.map(|cursor| format!("cursor={}", encoded(cursor)));
    let query: Vec<String> = search.into_iter().chain(cursor).collect();
    if query.is_empty() {
        ORDERS.to_owned()
    } else {
        format!("{ORDERS}?{}", query.join("&"))
    }
}

/// The whole story of an order.
pub fn order(number: i64) -> String {
    format!("{ORDERS}/{number}")
}

/// The log-in that leads on to a page of the console.
pub fn login(next: &str) -> String {
    let next = self::next(Some(next));
    if next == TODAY {
        LOGIN.to_owned()
    } else {
        format!("{LOGIN}?next={}", encoded(&next))
    }
}

/// The log-in of one of several shops that leads on to a page of the console.
pub fn log_in_to(shop: &str, next: &str) -> String {
    let (shop, next) = (encoded(shop), encoded(next));
    format!("{LOGIN}?shop={shop}&next={next}")
}

/// Where a log-in leads: a page of the console, whatever was asked for. Nobody is sent to another
/// site from here.
pub fn next(wanted: Option<&str>) -> String {
    let of_console = |path: &&str| {
        let rest = path.strip_prefix(TODAY)?;
        let begins_anew = rest.is_empty() || rest.starts_with('/') || rest.starts_with('?');
        let plain = path
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && byte != b'\\');
        (begins_anew && plain && !path.contains("//") && !rest.starts_with("/log")).then_some(())
    };
    wanted
        .filter(|path| of_console(path).is_some())
        .unwrap_or(TODAY)
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_in_leads_to_the_console_and_nowhere_else() {
        for good in [
            "/console",
            "/console/orders?q=A%2F1",
            "/console/supply/PO-1",
            "/console?lang=de",
        ] {
            assert_eq!(next(Some(good)), good);
        }
        for bad in [
            "https://evil.example",
            "//evil.example",
            "/console//evil.example",
            "/console.evil.example",
            "/consoles",
            "/\\evil.example",
            "/console/\\evil",
            "/console/\r\nSet-Cookie: a=b",
            "/s/demo",
            "/console/logout",
            "/console/login",
            "",
        ] {
            assert_eq!(next(Some(bad)), TODAY, "{bad:?}");
        }
        assert_eq!(
            login("/console/orders?q=1"),
            "/console/login?next=%2Fconsole%2Forders%3Fq%3D1"
        );
        assert_eq!(login("/console"), "/console/login");
    }
}
