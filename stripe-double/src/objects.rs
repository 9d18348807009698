//! The objects, and what is done with them.

use crate::cards::{Charged, Decline, TestCard};
use crate::state::{Asked, Done, Method, State, refused};
use serde_json::{Value, json};

/// Names of pairs that a request may have; one that ends in `[` begins several.
type Known = &'static [&'static str];

const CUSTOMER: Known = &["metadata[", "email", "name", "description"];
const SESSION: Known = &[
    "mode",
    "currency",
    "customer",
    "client_reference_id",
    "allowed_payment_method_types[",
    "locale",
    "success_url",
    "cancel_url",
    "custom_text[submit][message]",
    "metadata[",
    "setup_intent_data[metadata][",
    "setup_intent_data[description]",
    "expires_at",
];
const INTENT: Known = &[
    "amount",
    "currency",
    "customer",
    "allowed_payment_method_types[",
    "capture_method",
    "metadata[",
    "description",
    "statement_descriptor_suffix",
];
const CONFIRM: Known = &[
    "payment_method",
    "off_session",
    "return_url",
    "mandate_data[",
];
const CANCEL: Known = &["cancellation_reason"];
const REFUND: Known = &["payment_intent", "charge", "amount", "reason", "metadata["];
/// The least sum that is taken.
const AMOUNT_MIN: i64 = 50;
/// After so many times an intent is asked for no more.
const CONFIRMS_MAX: i64 = 40;

struct Form<'a>(&'a [(String, String)]);

impl Form<'_> {
    fn get(&self, name: &str) -> Option<&str> {
        let pair = self.0.iter().find(|(one, _)| one == name);
        pair.map(|(_, value)| value.as_str())
    }

    fn need(&self, name: &str) -> Result<&str, (u16, Value)> {
        let missing = || refused(400, "parameter_missing", name, "is missing");
        self.get(name)
            .filter(|text| !text.is_empty())
            .ok_or_else(missing)
    }

    fn number(&self, name: &str) -> Result<i64, (u16, Value)> {
        let number = self.need(name)?.parse();
        number.map_err(|_| refused(400, "parameter_invalid_integer", name, "is no number"))
    }

    fn map(&self, name: &str) -> Value {
        let prefix = format!("{name}[");
        let mut map = serde_json::Map::new();
        for (one, value) in self.0 {
            let inner = one
                .strip_prefix(&prefix)
                .and_then(|rest| rest.strip_suffix(']'));
            if let Some(inner) = inner {
                map.insert(inner.to_owned(), value.as_str().into());
            }
        }
        Value::Object(map)
    }

    /// A pair that is not known is refused, and so is one that was taken out of the interface.
    fn known(&self, known: Known) -> Result<(), (u16, Value)> {
        for (name, _) in self.0 {
            if name.starts_with("payment_method_types") {
                let code = "payment_method_types_no_longer_supported";
                return Err(refused(400, code, name, "is gone"));
            }
            let is_known =
                |one: &&&str| *name == ***one || one.ends_with('[') && name.starts_with(**one);
            if !known.iter().any(|one| is_known(&one)) {
                return Err(refused(400, "parameter_unknown", name, "is not known"));
            }
        }
        Ok(())
    }
}

fn missing(name: &str, param: &str, status: u16) -> (u16, Value) {
    refused(
        status,
        "resource_missing",
        param,
        &format!("No such object: '{name}'"),
    )
}

impl State {
    /// An object of an account.
    fn of(&self, account: &str, id: &str, param: &str) -> Done {
        let found = self.objects.get(id);
        let found = found.filter(|object| object["_account"] == account);
        found.cloned().ok_or_else(|| missing(id, param, 404))
    }

    fn put(&mut self, account: &str, mut object: Value) -> Value {
        object["_account"] = account.into();
        let id = object["id"].as_str().unwrap_or_default().to_owned();
        self.objects.insert(id, object.clone());
        object
    }

    pub(crate) fn carry_out(&mut self, account: &str, asked: &Asked) -> Done {
        let form = Form(&asked.form);
        let parts: Vec<&str> = asked.path.trim_start_matches("/v1/").split('/').collect();
        match (asked.is_post, parts.as_slice()) {
            (true, ["customers"]) => self.make_customer(account, &form),
            (true, ["checkout", "sessions"]) => self.make_session(account, &form),
            (true, ["payment_intents"]) => self.make_intent(account, &form),
            (true, ["payment_intents", id, "confirm"]) => self.confirm(account, id, &form),
            (true, ["payment_intents", id, "cancel"]) => self.cancel(account, id, &form),
            (true, ["refunds"]) => self.make_refund(account, &form),
            (false, ["account"]) => Ok(json!({"id": account, "object": "account"})),
            (false, ["checkout", "sessions", id]) => self.session(account, id),
            (false, ["payment_intents", id]) => self.of(account, id, "intent"),
            (false, ["refunds", id]) => self.of(account, id, "id"),
            (false, ["refunds"]) => Ok(self.list(account, "re_", &form)),
            (false, ["payment_intents"]) => Ok(self.list(account, "pi_", &form)),
            (false, ["customers"]) => Ok(self.list(account, "cus_", &form)),
            (false, ["checkout", "sessions"]) => Ok(self.list(account, "cs_", &form)),
            (false, ["setup_intents"]) => Ok(self.list(account, "seti_", &form)),
            _ => Err(missing(&asked.path, "", 404)),
        }
    }

    /// The newest first, after one of them.
    fn list(&self, account: &str, prefix: &str, form: &Form<'_>) -> Value {
        let limit: usize = form
            .get("limit")
            .and_then(|text| text.parse().ok())
            .unwrap_or(10);
        let mut all = self.all(prefix);
        all.reverse();
        all.retain(|object| object["_account"] == account);
        if let Some(intent) = form.get("payment_intent") {
            all.retain(|object| object["payment_intent"] == intent);
        }
        if let Some(after) = form.get("starting_after")
            && let Some(at) = all.iter().position(|object| object["id"] == after)
        {
            all.drain(..=at);
        }
        let has_more = all.len() > limit;
        all.truncate(limit);
        json!({"object": "list", "data": all, "has_more": has_more, "url": "/v1"})
    }

    fn make_customer(&mut self, account: &str, form: &Form<'_>) -> Done {
        form.known(CUSTOMER)?;
        let id = self.name("cus_");
        let customer = json!({"id": id, "object": "customer", "metadata": form.map("metadata"), "livemode": false});
        Ok(self.put(account, customer))
    }

    fn make_session(&mut self, account: &str, form: &Form<'_>) -> Done {
        form.known(SESSION)?;
        if form.need("mode")? != "setup" {
            return Err(refused(400, "parameter_invalid", "mode", "is not played"));
        }
        form.need("currency")?;
        let customer = form.need("customer")?;
        self.of(account, customer, "customer")?;
        let (id, setup) = (self.name("cs_test_"), self.name("seti_"));
        let intent = json!({
            "id": setup, "object": "setup_intent", "status": "requires_payment_method",
            "customer": customer, "payment_method": null, "usage": "off_session",
            "metadata": form.map("setup_intent_data[metadata]")
        });
        self.put(account, intent);
        let session = json!({
            "id": id, "object": "checkout.session", "mode": "setup", "status": "open",
            "url": format!("{}/c/pay/{id}", self.url), "customer": customer,
            "client_reference_id": form.get("client_reference_id"), "setup_intent": setup,
            "payment_intent": null, "success_url": form.need("success_url")?,
            "cancel_url": form.get("cancel_url"), "locale": form.get("locale"),
            "metadata": form.map("metadata"), "livemode": false
        });
        Ok(self.put(account, session))
    }

    /// With what stands in it, as far as a card goes.
    fn session(&self, account: &str, id: &str) -> Done {
        let mut session = self.of(account, id, "session")?;
        let setup = session["setup_intent"].as_str().unwrap_or_default();
        let mut setup = self.objects.get(setup).cloned().unwrap_or_default();
        let method = setup["payment_method"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        if let Some(kept) = self.methods.get(&method) {
            setup["payment_method"] = json!({
                "id": method, "object": "payment_method", "type": "card", "customer": kept.customer,
                "card": {"brand": "visa", "last4": kept.card.last4(), "exp_month": 4, "exp_year": 2031}
            });
        }
        session["setup_intent"] = setup;
        Ok(session)
    }

    pub(crate) fn save_card(&mut self, session: &str, card: TestCard) -> bool {
        let Some(mut object) = self.objects.get(session).cloned() else {
            return false;
        };
        if object["status"] != "open" {
            return false;
        }
        let text =
            |object: &Value, field: &str| object[field].as_str().unwrap_or_default().to_owned();
        let (customer, setup) = (text(&object, "customer"), text(&object, "setup_intent"));
        let account = text(&object, "_account");
        let method = self.name("pm_");
        self.methods
            .insert(method.clone(), Method { customer, card });
        if let Some(setup) = self.objects.get_mut(&setup) {
            setup["status"] = "succeeded".into();
            setup["payment_method"] = method.into();
        }
        object["status"] = "complete".into();
        object["url"] = Value::Null;
        self.put(&account, object);
        self.tell("setup_intent.succeeded", &setup);
        self.tell("checkout.session.completed", session);
        true
    }

    pub(crate) fn expire(&mut self, session: &str) {
        if let Some(object) = self.objects.get_mut(session) {
            object["status"] = "expired".into();
        }
        self.tell("checkout.session.expired", session);
    }

    fn make_intent(&mut self, account: &str, form: &Form<'_>) -> Done {
        form.known(INTENT)?;
        let (amount, currency) = (form.number("amount")?, form.need("currency")?);
        if amount < AMOUNT_MIN {
            return Err(refused(400, "amount_too_small", "amount", "is too small"));
        }
        if currency.bytes().any(|byte| !byte.is_ascii_lowercase()) {
            return Err(refused(400, "invalid_currency", "currency", "is none"));
        }
        let customer = form.need("customer")?;
        self.of(account, customer, "customer")?;
        let id = self.name("pi_");
        let intent = json!({
            "id": id, "object": "payment_intent", "amount": amount, "amount_received": 0,
            "currency": currency, "customer": customer, "status": "requires_payment_method",
            "capture_method": form.get("capture_method").unwrap_or("automatic"),
            "client_secret": format!("{id}_secret_canary"), "last_payment_error": null,
            "next_action": null, "latest_charge": null, "metadata": form.map("metadata"),
            "livemode": false, "_declines": 0, "_confirms": 0
        });
        let made = self.put(account, intent);
        self.tell("payment_intent.created", &id);
        Ok(made)
    }

    fn unexpected(intent: &Value) -> (u16, Value) {
        let said = json!({"error": {
            "type": "invalid_request_error", "code": "payment_intent_unexpected_state",
            "payment_intent": intent
        }});
        (400, said)
    }

    fn confirm(&mut self, account: &str, id: &str, form: &Form<'_>) -> Done {
        form.known(CONFIRM)?;
        let mut intent = self.of(account, id, "intent")?;
        let status = intent["status"].as_str().unwrap_or_default();
        if !matches!(
            status,
            "requires_payment_method" | "requires_confirmation" | "requires_action"
        ) {
            return Err(Self::unexpected(&intent));
        }
        form.need("return_url")?;
        let method = form.need("payment_method")?;
        let kept = self.methods.get(method).cloned();
        let kept = kept.filter(|kept| intent["customer"] == kept.customer.as_str());
        let Some(kept) = kept else {
            return Err(missing(method, "payment_method", 400));
        };
        let confirms = intent["_confirms"].as_i64().unwrap_or(0) + 1;
        intent["_confirms"] = confirms.into();
        if confirms > CONFIRMS_MAX {
            intent["status"] = "canceled".into();
            return Err(Self::unexpected(&self.put(account, intent)));
        }
        (intent["payment_method"], intent["next_action"]) = (method.into(), Value::Null);
        let declines = intent["_declines"].as_u64().unwrap_or(0);
        let is_away = form.get("off_session") == Some("true");
        match kept.card.charged(usize::try_from(declines).unwrap_or(0)) {
            Charged::Succeeds => Ok(self.succeed(account, intent)),
            Charged::Settles => {
                intent["status"] = "processing".into();
                let intent = self.put(account, intent);
                self.tell("payment_intent.processing", id);
                Ok(intent)
            }
            Charged::AsksOwner if is_away => Err(self.decline(
                account,
                intent,
                &Decline {
                    code: "authentication_required",
                    reason: Some("authentication_required"),
                    advice: None,
                },
            )),
            Charged::AsksOwner => {
                intent["status"] = "requires_action".into();
                intent["next_action"] = json!({
                    "type": "redirect_to_url",
                    "redirect_to_url": {"url": format!("{}/3ds/{id}", self.url), "return_url": form.need("return_url")?}
                });
                let intent = self.put(account, intent);
                self.tell("payment_intent.requires_action", id);
                Ok(intent)
            }
            Charged::Declines(decline) => Err(self.decline(account, intent, &decline)),
        }
    }

    fn succeed(&mut self, account: &str, mut intent: Value) -> Value {
        let charge = self.name("ch_");
        intent["status"] = "succeeded".into();
        intent["amount_received"] = intent["amount"].clone();
        intent["latest_charge"] = charge.into();
        (intent["last_payment_error"], intent["next_action"]) = (Value::Null, Value::Null);
        let intent = self.put(account, intent);
        let id = intent["id"].as_str().unwrap_or_default().to_owned();
        self.tell("payment_intent.succeeded", &id);
        intent
    }

    fn decline(&mut self, account: &str, mut intent: Value, why: &Decline) -> (u16, Value) {
        let mut error = json!({
            "type": "card_error", "code": why.code, "decline_code": why.reason,
            "advice_code": why.advice, "message": "Your card was declined."
        });
        intent["status"] = "requires_payment_method".into();
        intent["last_payment_error"] = error.clone();
        intent["_declines"] = (intent["_declines"].as_u64().unwrap_or(0) + 1).into();
        let intent = self.put(account, intent);
        let id = intent["id"].as_str().unwrap_or_default().to_owned();
        self.tell("payment_intent.payment_failed", &id);
        error["payment_intent"] = intent;
        (402, json!({ "error": error }))
    }

    fn account_of(&self, id: &str) -> String {
        self.text_of(id, "_account").unwrap_or_default()
    }

    pub(crate) fn bank_return(&self, intent: &str) -> Option<String> {
        let intent = self.objects.get(intent)?;
        let url = &intent["next_action"]["redirect_to_url"]["return_url"];
        url.as_str().map(str::to_owned)
    }

    pub(crate) fn answer_bank(&mut self, id: &str, confirms: bool) {
        let account = self.account_of(id);
        let Some(intent) = self.objects.get(id).cloned() else {
            return;
        };
        if intent["status"] != "requires_action" {
            return;
        }
        if confirms {
            self.succeed(&account, intent);
        } else {
            let why = Decline {
                code: "payment_intent_authentication_failure",
                reason: None,
                advice: None,
            };
            self.decline(&account, intent, &why);
        }
    }

    pub(crate) fn settle(&mut self, id: &str, arrives: bool) {
        let account = self.account_of(id);
        let Some(intent) = self.objects.get(id).cloned() else {
            return;
        };
        if intent["status"] != "processing" {
            return;
        }
        if arrives {
            self.succeed(&account, intent);
        } else {
            let why = Decline {
                code: "card_declined",
                reason: Some("insufficient_funds"),
                advice: None,
            };
            self.decline(&account, intent, &why);
        }
    }

    fn cancel(&mut self, account: &str, id: &str, form: &Form<'_>) -> Done {
        form.known(CANCEL)?;
        let mut intent = self.of(account, id, "intent")?;
        let status = intent["status"].as_str().unwrap_or_default();
        if matches!(status, "succeeded" | "processing" | "canceled") {
            return Err(Self::unexpected(&intent));
        }
        intent["status"] = "canceled".into();
        let intent = self.put(account, intent);
        self.tell("payment_intent.canceled", id);
        Ok(intent)
    }

    fn make_refund(&mut self, account: &str, form: &Form<'_>) -> Done {
        form.known(REFUND)?;
        let of = form.need("payment_intent")?;
        let intent = self.of(account, of, "payment_intent")?;
        let received = intent["amount_received"].as_i64().unwrap_or(0);
        let counts = |refund: &&Value| {
            refund["payment_intent"] == of
                && refund["status"] != "failed"
                && refund["status"] != "canceled"
        };
        let all = self.all("re_");
        let gone = all
            .iter()
            .filter(counts)
            .map(|refund| refund["amount"].as_i64().unwrap_or(0));
        let left = received - gone.sum::<i64>();
        let amount = match form.get("amount") {
            Some(_) => form.number("amount")?,
            None => left,
        };
        if amount < 1 || amount > left {
            let code = if left == 0 {
                "charge_already_refunded"
            } else {
                "amount_too_large"
            };
            return Err(refused(400, code, "amount", "is more than is left"));
        }
        let method = intent["payment_method"].as_str().unwrap_or_default();
        let card = self.methods.get(method).map(|kept| kept.card);
        let status = match card {
            Some(TestCard::RefundPends) => "pending",
            _ => "succeeded",
        };
        let id = self.name("re_");
        let refund = json!({
            "id": id, "object": "refund", "amount": amount, "currency": intent["currency"],
            "payment_intent": of, "status": status, "failure_reason": null, "reason": form.get("reason"),
            "metadata": form.map("metadata")
        });
        let refund = self.put(account, refund);
        self.tell("refund.created", &id);
        Ok(refund)
    }

    pub(crate) fn fail_refund(&mut self, id: &str) {
        if let Some(refund) = self.objects.get_mut(id) {
            refund["status"] = "failed".into();
            refund["failure_reason"] = "expired_or_canceled_card".into();
        }
        self.tell("refund.failed", id);
    }
}
