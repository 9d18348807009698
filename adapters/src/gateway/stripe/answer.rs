//! What Stripe answers, as far as it is read. A word that is not known is never taken for another.

use super::call::Reply;
use dockline_domain::id::{ChargeId, ShopId};
use dockline_domain::money::{Currency, Money};
use dockline_domain::payment::method::Card;
use dockline_domain::payment::stripe;
use dockline_engine::gateway::{Begun, Giving, Outcome, Refunded, Trouble, Verified};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::HashMap;

/// Longest word of Stripe's that is kept.
const WORD_CHARS_MAX: usize = 60;

#[derive(Deserialize)]
pub(super) struct Named {
    pub(super) id: String,
}

#[derive(Deserialize)]
pub(super) struct Page<T> {
    pub(super) data: Vec<T>,
    pub(super) has_more: bool,
}

/// A page as it is made: what belongs to it is only named.
#[derive(Deserialize)]
pub(super) struct NewSession {
    pub(super) id: String,
    pub(super) url: Option<String>,
}

/// A page as it is looked at, with what belongs to it.
#[derive(Deserialize)]
pub(super) struct Session {
    status: Option<String>,
    customer: Option<String>,
    setup_intent: Option<SetupIntent>,
}

#[derive(Deserialize)]
struct SetupIntent {
    status: String,
    customer: Option<String>,
    payment_method: Option<PaymentMethod>,
}

#[derive(Deserialize)]
struct PaymentMethod {
    id: String,
    card: Option<StripeCard>,
}

#[derive(Deserialize)]
struct StripeCard {
    brand: String,
    last4: String,
    exp_month: u8,
    exp_year: u16,
}

#[derive(Deserialize)]
pub(super) struct Intent {
    pub(super) id: String,
    status: String,
    currency: String,
    #[serde(default)]
    amount_received: i64,
    next_action: Option<NextAction>,
    last_payment_error: Option<Box<StripeError>>,
}

/// An intent in a list: whose it is, and whether anything was given back of it.
#[derive(Deserialize)]
pub(super) struct ListedIntent {
    #[serde(flatten)]
    pub(super) intent: Intent,
    #[serde(default)]
    metadata: Option<HashMap<String, String>>,
    #[serde(default)]
    latest_charge: Option<ListedCharge>,
}

/// A charge that Stripe was asked to tell of, or its name alone.
#[derive(Deserialize)]
#[serde(untagged)]
enum ListedCharge {
    Told { amount_refunded: i64 },
    Named(serde::de::IgnoredAny),
}

impl ListedIntent {
    /// For which charge of a shop it was made; none where this program did not make it for the shop.
    pub(super) fn charge(&self, shop: &ShopId) -> Option<ChargeId> {
        let metadata = self.metadata.as_ref()?;
        let is_of_shop = metadata.get("dockline_shop")? == shop.as_str();
        let charge = metadata.get("dockline_charge").filter(|_| is_of_shop)?;
        ChargeId::parse(charge).ok()
    }

    /// Whether something may have been given back of it.
    pub(super) fn may_have_gone_back(&self) -> bool {
        match &self.latest_charge {
            Some(ListedCharge::Told { amount_refunded }) => *amount_refunded != 0,
            Some(ListedCharge::Named(serde::de::IgnoredAny)) => true,
            None => false,
        }
    }
}

#[derive(Deserialize)]
struct NextAction {
    redirect_to_url: Option<RedirectToUrl>,
}

#[derive(Deserialize)]
struct RedirectToUrl {
    url: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Refund {
    pub(super) id: String,
    amount: i64,
    currency: String,
    status: Option<String>,
    failure_reason: Option<String>,
    #[serde(default)]
    metadata: Option<HashMap<String, String>>,
}

#[derive(Deserialize)]
struct ErrorBody {
    error: StripeError,
}

/// Why not. What is said to people is left out: it may quote what was asked.
#[derive(Deserialize)]
pub(super) struct StripeError {
    #[serde(rename = "type")]
    kind: Option<String>,
    code: Option<String>,
    decline_code: Option<String>,
    advice_code: Option<String>,
    param: Option<String>,
    pub(super) payment_intent: Option<Intent>,
}

/// A word of Stripe's, without anything that is not one.
fn word(text: &str) -> String {
    let plain = |one: &char| one.is_ascii_alphanumeric() || matches!(one, '_' | '.' | '[' | ']');
    text.chars().filter(plain).take(WORD_CHARS_MAX).collect()
}

impl Reply {
    pub(super) fn read<T: DeserializeOwned>(&self) -> Result<T, Trouble> {
        serde_json::from_slice(&self.body).map_err(|error| {
            let at = (error.line(), error.column());
            tracing::warn!(
                status = self.status,
                ?at,
                "an answer of Stripe's is not understood"
            );
            Trouble::Unknown
        })
    }

    pub(super) fn error(&self) -> Option<StripeError> {
        let body: ErrorBody = serde_json::from_slice(&self.body).ok()?;
        Some(body.error)
    }

    /// What an answer means that is neither what was asked for nor a decline.
    pub(super) fn trouble(&self) -> Trouble {
        match self.status {
            // Nothing is begun where there is too much of it, or where another request holds it.
            429 => Trouble::NotAsked,
            400..=499 if self.status != 409 => {
                let error = self.error();
                let said = error.map(|error| error.words()).unwrap_or_default();
                Trouble::Refused(format!("{} {said}", self.status).trim_end().to_owned())
            }
            _ => Trouble::Unknown,
        }
    }
}

impl StripeError {
    fn words(&self) -> String {
        let parts = [&self.kind, &self.code, &self.param];
        let parts = parts.into_iter().flatten().map(|text| word(text));
        parts.collect::<Vec<_>>().join(" ")
    }

    pub(super) fn is_code(&self, code: &str) -> bool {
        self.code.as_deref() == Some(code)
    }

    /// Whether what is wrong is the card that was named.
    pub(super) fn is_of_method(&self) -> bool {
        self.param.as_deref() == Some("payment_method")
    }

    /// What a bank's no means. What the networks advise is stronger than the reason.
    pub(super) fn outcome(&self) -> Outcome {
        let reasons = [&self.decline_code, &self.code];
        let mut reasons = reasons.into_iter().flatten().map(String::as_str);
        let wants_shopper = |one: &str| {
            matches!(
                one,
                "authentication_required" | "authentication_not_handled"
            )
        };
        if reasons.clone().any(wants_shopper) {
            return Outcome::Action(None);
        }
        let reason = reasons.next().unwrap_or("card_declined");
        Outcome::Declined(match self.advice_code.as_deref() {
            Some("do_not_try_again") => "do_not_try_again".to_owned(),
            Some("try_again_later") if is_vague(reason) => "try_again_later".to_owned(),
            // Another number or date is needed: nothing is gained by trying again.
            Some("confirm_card_data") if is_vague(reason) => "confirm_card_data".to_owned(),
            _ => word(reason),
        })
    }
}

/// A reason that says nothing about trying again.
fn is_vague(reason: &str) -> bool {
    matches!(
        reason,
        "card_declined" | "generic_decline" | "do_not_honor" | "transaction_not_allowed"
    )
}

fn known(currency: &str) -> Option<Currency> {
    Currency::parse(&currency.to_ascii_uppercase()).ok()
}

fn money(amount: i64, currency: &str) -> Result<Money, Trouble> {
    let said = known(currency).and_then(|currency| stripe::money(amount, currency));
    said.ok_or_else(|| {
        Trouble::Refused(format!("an amount in {} is not understood", word(currency)))
    })
}

impl Session {
    /// What became of it. Only what is complete in all its parts is a card.
    pub(super) fn begun(self) -> Begun {
        match self.status.as_deref() {
            Some("open") => return Begun::Open,
            Some("complete") => {}
            _ => return Begun::Over,
        }
        let Some(setup) = self.setup_intent else {
            return Begun::Over;
        };
        match setup.status.as_str() {
            "succeeded" => {}
            // A bank takes its time.
            "processing" => return Begun::Open,
            _ => return Begun::Over,
        }
        let customer = self
            .customer
            .filter(|one| setup.customer.as_ref() == Some(one));
        let named = setup.payment_method.and_then(|method| {
            let card = method.card.as_ref()?.shown()?;
            Some((method.id, card))
        });
        match (customer, named) {
            (Some(customer), Some((reference, card))) => Begun::Verified(Verified {
                customer,
                reference,
                card,
            }),
            _ => Begun::Over,
        }
    }
}

impl StripeCard {
    fn shown(&self) -> Option<Card> {
        let digits = self.last4.len() == 4 && self.last4.bytes().all(|byte| byte.is_ascii_digit());
        let month = (1..=12).contains(&self.exp_month) && (2000..=9999).contains(&self.exp_year);
        (digits && month).then(|| Card {
            brand: brand(&self.brand),
            last4: self.last4.clone(),
            expires: format!("{}-{:02}", self.exp_year, self.exp_month),
        })
    }
}

/// A network as it is written on its cards.
fn brand(code: &str) -> String {
    let known = match code {
        "amex" => "American Express",
        "cartes_bancaires" => "Cartes Bancaires",
        "diners" => "Diners Club",
        "discover" => "Discover",
        "eftpos_au" => "eftpos",
        "jcb" => "JCB",
        "link" => "Link",
        "mastercard" => "Mastercard",
        "unionpay" => "UnionPay",
        "visa" => "Visa",
        other => return word(other).replace('_', " "),
    };
    known.to_owned()
}

impl Intent {
    pub(super) fn outcome(self) -> Result<Outcome, Trouble> {
        Ok(match self.status.as_str() {
            "requires_payment_method" => match self.last_payment_error {
                Some(error) => error.outcome(),
                None => Outcome::Open,
            },
            "requires_confirmation" => Outcome::Open,
            "requires_action" => {
                let redirect = self.next_action.and_then(|next| next.redirect_to_url);
                Outcome::Action(redirect.and_then(|redirect| redirect.url))
            }
            "processing" => Outcome::Settling,
            "succeeded" => Outcome::Succeeded(money(self.amount_received, &self.currency)?),
            "canceled" => Outcome::Gone,
            other => {
                let said = format!("the state {} of an intent is not known", word(other));
                return Err(Trouble::Refused(said));
            }
        })
    }
}

impl Refund {
    /// Under which key of ours it was asked for.
    pub(super) fn key(&self) -> Option<&String> {
        self.metadata.as_ref()?.get("dockline_key")
    }

    pub(super) fn refunded(self) -> Result<Refunded, Trouble> {
        let state = match self.status.as_deref() {
            Some("pending" | "requires_action") => Giving::Pending,
            Some("succeeded") => Giving::Sent,
            Some("failed") => {
                Giving::Failed(word(self.failure_reason.as_deref().unwrap_or("failed")))
            }
            Some("canceled") => Giving::Failed("canceled".to_owned()),
            other => {
                let state = word(other.unwrap_or_default());
                let said = format!("the state {state} of a refund is not known");
                return Err(Trouble::Refused(said));
            }
        };
        Ok(Refunded {
            money: money(self.amount, &self.currency)?,
            key: self.key().cloned(),
            reference: self.id,
            state,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn error(body: Value) -> StripeError {
        serde_json::from_value(body).unwrap()
    }

    fn shown(outcome: &Outcome) -> String {
        format!("{outcome:?}")
    }

    #[test]
    fn what_networks_advise_is_stronger_than_a_vague_reason() {
        for (said, expected) in [
            (
                json!({"code": "card_declined", "decline_code": "insufficient_funds"}),
                r#"Declined("insufficient_funds")"#,
            ),
            (
                json!({"code": "card_declined", "decline_code": "insufficient_funds", "advice_code": "do_not_try_again"}),
                r#"Declined("do_not_try_again")"#,
            ),
            (
                json!({"code": "card_declined", "decline_code": "generic_decline", "advice_code": "try_again_later"}),
                r#"Declined("try_again_later")"#,
            ),
            (
                json!({"code": "card_declined", "decline_code": "stolen_card", "advice_code": "try_again_later"}),
                r#"Declined("stolen_card")"#,
            ),
            (
                json!({"code": "expired_card"}),
                r#"Declined("expired_card")"#,
            ),
            (
                json!({"code": "authentication_required", "decline_code": "authentication_required"}),
                "Action(false)",
            ),
            (
                json!({"code": "card_declined", "decline_code": "authentication_required"}),
                "Action(false)",
            ),
            (json!({}), r#"Declined("card_declined")"#),
        ] {
            assert_eq!(shown(&error(said.clone()).outcome()), expected, "{said}");
        }
    }

    #[test]
    fn a_state_that_is_not_known_is_taken_for_no_other() {
        for (status, expected) in [
            ("requires_payment_method", Ok("Open")),
            ("requires_confirmation", Ok("Open")),
            ("requires_action", Ok("Action(false)")),
            ("processing", Ok("Settling")),
            ("canceled", Ok("Gone")),
            ("requires_capture", Err(())),
            ("of_tomorrow", Err(())),
        ] {
            let said = json!({"id": "pi_1", "status": status, "currency": "eur"});
            let intent: Intent = serde_json::from_value(said).unwrap();
            let outcome = intent.outcome();
            let outcome = outcome.as_ref().map(shown).map_err(|_| ());
            assert_eq!(
                outcome.as_deref(),
                expected.as_ref().map(|one| *one).map_err(|()| &()),
                "{status}"
            );
        }
    }

    #[test]
    fn money_is_what_was_received_in_the_currency_that_was_said() {
        let said = json!({"id": "pi_1", "status": "succeeded", "currency": "isk", "amount": 50_000, "amount_received": 50_000});
        let intent: Intent = serde_json::from_value(said).unwrap();
        let Ok(Outcome::Succeeded(money)) = intent.outcome() else {
            panic!("it has succeeded");
        };
        assert_eq!((money.minor, money.currency.as_str()), (500, "ISK"));
    }

    #[test]
    fn a_page_gives_a_card_when_all_of_it_fits() {
        let complete = json!({
            "id": "cs_1", "url": null, "status": "complete", "customer": "cus_1",
            "setup_intent": {
                "status": "succeeded", "customer": "cus_1",
                "payment_method": {"id": "pm_1", "card": {"brand": "visa", "last4": "4242", "exp_month": 3, "exp_year": 2030}}
            }
        });
        let read = |said: &Value| {
            serde_json::from_value::<Session>(said.clone())
                .unwrap()
                .begun()
        };
        let Begun::Verified(verified) = read(&complete) else {
            panic!("it is complete");
        };
        assert_eq!(verified.card.brand, "Visa");
        assert_eq!(verified.card.expires, "2030-03");
        for (path, value, expected) in [
            ("/status", json!("open"), Begun::Open),
            ("/status", json!("expired"), Begun::Over),
            ("/setup_intent/status", json!("processing"), Begun::Open),
            (
                "/setup_intent/status",
                json!("requires_payment_method"),
                Begun::Over,
            ),
            ("/setup_intent/customer", json!("cus_2"), Begun::Over),
            ("/setup_intent", json!(null), Begun::Over),
            (
                "/setup_intent/payment_method/card",
                json!(null),
                Begun::Over,
            ),
        ] {
            let mut other = complete.clone();
            *other.pointer_mut(path).unwrap() = value;
            assert_eq!(read(&other), expected, "{path}");
        }
    }

    #[test]
    fn no_word_of_an_answer_is_more_than_a_word() {
        let said = error(
            json!({"type": "invalid_request_error", "code": "x<script>\n sk_live", "param": "a".repeat(500)}),
        );
        let words = said.words();
        assert!(words.len() < 160 && !words.contains(['<', '\n']), "{words}");
    }
}
