//! What Stripe is asked. Each body is made of what was written down before and of nothing else: no
//! time, no setting and no name of the shop. So it is the same bytes each time.

use super::call::Ask;
use super::form::Form;
use dockline_domain::id::ShopId;
use dockline_domain::money::Money;
use dockline_domain::payment::stripe;
use dockline_engine::gateway::{Begin, Confirm, Open, Refund, Trouble};
use dockline_words::{Lang, words};
use http::Method;
use jiff::Timestamp;
use sha2::{Digest as _, Sha256};

/// An address is demanded where nobody is sent: what needs the shopper is declined while they are
/// away (RFC 2606 keeps this one for nobody).
const NOBODY_GOES: &str = "https://example.com/";
/// Most refunds that are told at once.
pub(super) const REFUNDS_AT_ONCE: usize = 100;
/// Most intents that are told at once: what went back of each is asked for in the same time.
const INTENTS_AT_ONCE: usize = 20;

fn ask(method: Method, path: impl Into<String>, form: Form) -> Ask<'static> {
    Ask {
        method,
        path: path.into(),
        form,
        key: None,
    }
}

fn post(path: impl Into<String>, form: Form) -> Ask<'static> {
    ask(Method::POST, path, form)
}

fn get(path: impl Into<String>, form: Form) -> Ask<'static> {
    ask(Method::GET, path, form)
}

impl<'a> Ask<'a> {
    pub(super) fn under(self, key: &'a str) -> Self {
        Self {
            key: Some(key),
            ..self
        }
    }
}

/// What Stripe calls something goes into a path: it has no other characters than these.
fn name(text: &str) -> Result<&str, Trouble> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    let is_one = (1..=255).contains(&text.len()) && text.bytes().all(plain);
    let unsayable = || Trouble::Refused("that is no name of Stripe's".to_owned());
    is_one.then_some(text).ok_or_else(unsayable)
}

fn amount(money: Money) -> Result<String, Trouble> {
    let unsayable = || Trouble::Refused("the amount cannot be said in the currency".to_owned());
    let amount = stripe::amount(money).ok_or_else(unsayable)?;
    Ok(amount.to_string())
}

/// Every sum of Stripe's has a currency in small letters.
fn currency(money: Money) -> String {
    money.currency.as_str().to_ascii_lowercase()
}

/// Somebody whose card is kept. Stripe learns the order they are of, and nothing else of them.
pub(super) fn customer(shop: &ShopId, begin: &Begin) -> Ask<'static> {
    let form = Form::default()
        .with("metadata[dockline_shop]", shop.as_str())
        .with("metadata[dockline_order]", begin.order.as_str());
    post("/v1/customers", form)
}

/// Under which key a customer is made: one for an order.
pub(super) fn customer_key(begin: &Begin) -> String {
    format!("dl1:{}:customer", begin.order)
}

/// A page on which a card is named, and nothing is charged. What is agreed to there is said there.
pub(super) fn session(shop: &ShopId, begin: &Begin, customer: &str) -> Ask<'static> {
    let lang = Lang::from_tag(&begin.lang).unwrap_or_default();
    let form = Form::default()
        .with("mode", "setup")
        .with("currency", begin.currency.as_str().to_ascii_lowercase())
        .with("customer", customer)
        .with("client_reference_id", begin.order.as_str())
        .with("allowed_payment_method_types[0]", "card")
        .with("locale", lang.tag())
        .with("success_url", &begin.return_url)
        .with("cancel_url", &begin.return_url)
        .with(
            "custom_text[submit][message]",
            words(lang).say("stripe-mandate"),
        )
        .with("metadata[dockline_shop]", shop.as_str())
        .with(
            "setup_intent_data[metadata][dockline_order]",
            begin.order.as_str(),
        );
    post("/v1/checkout/sessions", form)
}

/// Under which key a page is made: another one after the one before, and in other words.
pub(super) fn session_key(begin: &Begin, ask: &Ask<'_>) -> String {
    let mut digest = Sha256::new();
    digest.update(begin.after.as_deref().unwrap_or_default());
    digest.update([0]);
    digest.update(ask.form.encode());
    let digest = digest.finalize();
    let short = digest
        .iter()
        .take(12)
        .fold(String::new(), |text, byte| text + &format!("{byte:02x}"));
    format!("dl1:{}:begin:{short}", begin.order)
}

/// What became of a page.
pub(super) fn session_now(session: &str) -> Result<Ask<'static>, Trouble> {
    let form = Form::default().with("expand[0]", "setup_intent.payment_method");
    Ok(get(
        format!("/v1/checkout/sessions/{}", name(session)?),
        form,
    ))
}

/// An intent, unconfirmed: it moves no money.
pub(super) fn open(shop: &ShopId, open: &Open) -> Result<Ask<'static>, Trouble> {
    let money = Money {
        minor: open.minor,
        currency: open.currency,
    };
    let form = Form::default()
        .with("amount", amount(money)?)
        .with("currency", currency(money))
        .with("customer", &open.customer)
        .with("allowed_payment_method_types[0]", "card")
        .with("capture_method", "automatic")
        .with("metadata[dockline_shop]", shop.as_str())
        .with("metadata[dockline_charge]", open.charge.as_str());
    Ok(post("/v1/payment_intents", form))
}

/// The one request that takes money. Off the session where nobody is there to answer their bank.
pub(super) fn confirm(confirm: &Confirm) -> Result<Ask<'static>, Trouble> {
    let form = Form::default().with("payment_method", &confirm.method);
    let form = match &confirm.return_url {
        Some(url) => form.with("return_url", url),
        None => form
            .with("off_session", "true")
            .with("return_url", NOBODY_GOES),
    };
    let path = format!("/v1/payment_intents/{}/confirm", name(&confirm.intent)?);
    Ok(post(path, form))
}

/// What became of an intent.
pub(super) fn intent(intent: &str) -> Result<Ask<'static>, Trouble> {
    let path = format!("/v1/payment_intents/{}", name(intent)?);
    Ok(get(path, Form::default()))
}

/// Let an intent go.
pub(super) fn cancel(intent: &str) -> Result<Ask<'static>, Trouble> {
    let path = format!("/v1/payment_intents/{}/cancel", name(intent)?);
    Ok(post(path, Form::default()))
}

/// Give money back. The key is written on it, so that it is found again.
pub(super) fn refund(key: &str, refund: &Refund) -> Result<Ask<'static>, Trouble> {
    let money = Money {
        minor: refund.minor,
        currency: refund.currency,
    };
    let form = Form::default()
        .with("payment_intent", name(&refund.intent)?)
        .with("amount", amount(money)?)
        .with("metadata[dockline_refund]", refund.refund.as_str())
        .with("metadata[dockline_key]", key);
    Ok(post("/v1/refunds", form))
}

/// What was given back of an intent, after one of them.
pub(super) fn refunds(intent: &str, after: Option<&str>) -> Result<Ask<'static>, Trouble> {
    let form = Form::default()
        .with("payment_intent", name(intent)?)
        .with("limit", REFUNDS_AT_ONCE.to_string());
    let form = match after {
        Some(after) => form.with("starting_after", name(after)?),
        None => form,
    };
    Ok(get("/v1/refunds", form))
}

/// Intents that were made since a time, the newest first, after one of them.
pub(super) fn intents(since: Timestamp, after: Option<&str>) -> Result<Ask<'static>, Trouble> {
    let form = Form::default()
        .with("created[gte]", since.as_second().to_string())
        .with("expand[0]", "data.latest_charge")
        .with("limit", INTENTS_AT_ONCE.to_string());
    let form = match after {
        Some(after) => form.with("starting_after", name(after)?),
        None => form,
    };
    Ok(get("/v1/payment_intents", form))
}

/// Whose account a key opens.
pub(super) fn account() -> Ask<'static> {
    get("/v1/account", Form::default())
}

/// Something small that a key must be allowed to read.
pub(super) fn first_of(path: &'static str) -> Ask<'static> {
    get(path, Form::default().with("limit", "1"))
}
