//! Stripe, by the account of a shop. A card is named on a page of Stripe's, and each charge has one
//! PaymentIntent for as long as it is asked for: it is opened unconfirmed, its name is written down,
//! and then it is confirmed, as often as that is needed. It can succeed once.

mod answer;
mod ask;
mod call;
mod form;
pub mod hook;
mod pace;
#[cfg(test)]
mod tests;

pub use call::Address;

use answer::{Intent, ListedIntent, Named, NewSession, Page, Refund as StripeRefund, Session};
use call::{Ask, Client, Reply};
use dockline_engine::Secret;
use dockline_engine::gateway::{
    Account, Answer, Begin, Begun, Caller, Confirm, Gateway, Hosted, Open, Outcome, Refund,
    Refunded, Seen, SeenPage, Trouble,
};
use jiff::Timestamp;
use pace::Pace;
use std::time::Duration;

/// How often something is asked under another key, after Stripe has answered the one before by a
/// fault of its own that it repeats.
const KEYS_MAX: u32 = 3;
/// Most pages of refunds of one intent.
const REFUND_PAGES_MAX: usize = 10;

/// What a key has to be allowed to do, by the name under which Stripe lists it.
const NEEDED: [(&str, &str); 5] = [
    ("/v1/customers", "Customers"),
    ("/v1/checkout/sessions", "Checkout Sessions"),
    ("/v1/setup_intents", "SetupIntents"),
    ("/v1/payment_intents", "PaymentIntents"),
    ("/v1/refunds", "Charges and Refunds"),
];

/// Asks Stripe.
pub struct Stripe {
    client: Client,
    pace: Pace,
}

/// Why a key does not serve.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyProblem {
    /// Stripe does not know it.
    #[error("Stripe does not know this key")]
    Unknown,
    /// It may not do what is needed.
    #[error("this key may not use {0}: allow it to write them")]
    MayNot(&'static str),
    /// It is a live one, and another place than Stripe is asked.
    #[error("a live key goes to no other address than that of Stripe")]
    Elsewhere,
    /// Whether it serves is not known.
    #[error("Stripe was not reached; try again later")]
    NotReached,
}

/// Whether money moves by a key.
fn is_live(key: &Secret) -> bool {
    let key = key.expose();
    !key.starts_with("rk_test_") && !key.starts_with("sk_test_")
}

impl Stripe {
    /// Asks Stripe at an address.
    pub fn at(address: Address) -> Self {
        Self {
            client: Client::new(address),
            pace: Pace::default(),
        }
    }

    /// Waits for an answer no longer than this.
    #[must_use]
    pub fn in_time(self, call_time: Duration) -> Self {
        Self {
            client: self.client.in_time(call_time),
            ..self
        }
    }

    /// Whether a key serves. Answers what Stripe calls its account, where the key may ask for that.
    pub async fn check(&self, key: &Secret) -> Result<Option<String>, KeyProblem> {
        if is_live(key) && !self.client.address().is_stripe() {
            return Err(KeyProblem::Elsewhere);
        }
        let ask = async |ask: Ask<'_>| {
            let reply = self.client.send(key, &ask).await;
            match reply {
                Ok(reply) if reply.status == 401 => Err(KeyProblem::Unknown),
                Ok(reply) if reply.status < 500 && reply.status != 429 => Ok(reply),
                Ok(_) | Err(_) => Err(KeyProblem::NotReached),
            }
        };
        let account = ask(ask::account()).await?;
        for (path, name) in NEEDED {
            let reply = ask(ask::first_of(path)).await?;
            if reply.status != 200 {
                return Err(KeyProblem::MayNot(name));
            }
        }
        let named = (account.status == 200).then(|| account.read::<Named>());
        Ok(named.and_then(Result::ok).map(|account| account.id))
    }

    /// Asks once, in the shop's name and at the pace that Stripe bears.
    async fn send(&self, caller: &Caller, ask: &Ask<'_>) -> Result<Reply, Trouble> {
        let Account::Stripe(key) = &caller.account else {
            return Err(Trouble::Refused("the shop has no key of Stripe".to_owned()));
        };
        if is_live(key) && !self.client.address().is_stripe() {
            return Err(Trouble::Refused(KeyProblem::Elsewhere.to_string()));
        }
        self.pace.wait(&caller.shop).await?;
        self.client.send(key, ask).await
    }

    /// Asks under a key. A fault of its own Stripe answers again for a day, and does nothing: then it
    /// is asked under the next key. That is safe for what can be done once only.
    async fn send_under(
        &self,
        caller: &Caller,
        key: &str,
        make: impl Fn() -> Result<Ask<'static>, Trouble>,
    ) -> Result<Reply, Trouble> {
        for turn in 1..KEYS_MAX {
            let key = key_of(key, turn);
            let reply = self.send(caller, &make()?.under(&key)).await?;
            if reply.status < 500 || !reply.is_replayed {
                return Ok(reply);
            }
        }
        let key = key_of(key, KEYS_MAX);
        self.send(caller, &make()?.under(&key)).await
    }

    /// A page to which the shopper goes: by `https`, or on this machine in a test.
    fn page(&self, url: String) -> Result<String, Trouble> {
        let is_safe = url.starts_with("https://")
            || !self.client.address().is_stripe() && url.starts_with("http://");
        let refused = || Trouble::Refused("a page of Stripe's has a strange address".to_owned());
        is_safe.then_some(url).ok_or_else(refused)
    }

    fn outcome(&self, intent: Intent) -> Result<Outcome, Trouble> {
        match intent.outcome()? {
            Outcome::Action(Some(url)) => Ok(Outcome::Action(Some(self.page(url)?))),
            other => Ok(other),
        }
    }

    async fn customer(&self, caller: &Caller, begin: &Begin) -> Result<String, Trouble> {
        if let Some(customer) = &begin.customer {
            return Ok(customer.clone());
        }
        let make = || Ok(ask::customer(&caller.shop, begin));
        let key = ask::customer_key(begin);
        let reply = self.send_under(caller, &key, make).await?;
        done::<Named>(&reply).map(|customer| customer.id)
    }

    async fn begin_session(&self, caller: &Caller, begin: &Begin) -> Result<Hosted, Trouble> {
        let customer = self.customer(caller, begin).await?;
        let make = || Ok(ask::session(&caller.shop, begin, &customer));
        let key = ask::session_key(begin, &make()?);
        let reply = self.send_under(caller, &key, make).await?;
        let session: NewSession = done(&reply)?;
        let missing = || Trouble::Refused("a page of Stripe's has no address".to_owned());
        Ok(Hosted {
            url: self.page(session.url.ok_or_else(missing)?)?,
            session: session.id,
        })
    }

    async fn look_at(&self, caller: &Caller, session: &str) -> Result<Begun, Trouble> {
        let reply = self.send(caller, &ask::session_now(session)?).await?;
        if reply.status == 404 {
            return Ok(Begun::Over);
        }
        Ok(done::<Session>(&reply)?.begun())
    }

    async fn read_intent(&self, caller: &Caller, intent: &str) -> Result<Outcome, Trouble> {
        let reply = self.send(caller, &ask::intent(intent)?).await?;
        self.outcome(done(&reply)?)
    }

    async fn take(
        &self,
        caller: &Caller,
        key: &str,
        confirm: &Confirm,
    ) -> Result<Outcome, Trouble> {
        let reply = self
            .send_under(caller, key, || ask::confirm(confirm))
            .await?;
        if reply.status == 200 {
            return self.outcome(reply.read()?);
        }
        match (reply.status, reply.error()) {
            (402, Some(error)) => Ok(error.outcome()),
            (400, Some(error)) if error.is_code("payment_intent_unexpected_state") => {
                match error.payment_intent {
                    Some(intent) => self.outcome(intent),
                    None => self.read_intent(caller, &confirm.intent).await,
                }
            }
            // The card was taken away there: the shopper names another.
            (400 | 404, Some(error)) if error.is_of_method() => {
                Ok(Outcome::Declined("payment_method_gone".to_owned()))
            }
            _ => Err(reply.trouble()),
        }
    }

    async fn let_go(&self, caller: &Caller, key: &str, intent: &str) -> Result<Outcome, Trouble> {
        let reply = self.send_under(caller, key, || ask::cancel(intent)).await?;
        if reply.status == 200 {
            return self.outcome(reply.read()?);
        }
        let error = reply.error();
        if error.is_some_and(|error| error.is_code("payment_intent_unexpected_state")) {
            return self.read_intent(caller, intent).await;
        }
        Err(reply.trouble())
    }

    /// A fault that is repeated may have given the money back before it: what is there is read, and
    /// only what is not there is asked for under the next key.
    async fn give(&self, caller: &Caller, key: &str, refund: &Refund) -> Result<Refunded, Trouble> {
        for turn in 1..=KEYS_MAX {
            let under = key_of(key, turn);
            let reply = self
                .send(caller, &ask::refund(key, refund)?.under(&under))
                .await?;
            if reply.status < 500 || !reply.is_replayed {
                return done::<StripeRefund>(&reply)?.refunded();
            }
            let there = self.given(caller, &refund.intent).await?;
            let ours = |one: &StripeRefund| one.key().is_some_and(|one| one == key);
            if let Some(refund) = there.into_iter().find(ours) {
                return refund.refunded();
            }
        }
        Err(Trouble::Unknown)
    }

    async fn given(&self, caller: &Caller, intent: &str) -> Result<Vec<StripeRefund>, Trouble> {
        let mut all: Vec<StripeRefund> = Vec::new();
        for _ in 0..REFUND_PAGES_MAX {
            let after = all.last().map(|last| last.id.as_str());
            let reply = self.send(caller, &ask::refunds(intent, after)?).await?;
            let page: Page<StripeRefund> = done(&reply)?;
            let is_last = !page.has_more || page.data.is_empty();
            all.extend(page.data);
            if is_last {
                return Ok(all);
            }
        }
        Err(Trouble::Refused(
            "an intent has more refunds than are read".to_owned(),
        ))
    }

    /// Intents of the shop that were made since a time. What else the account is used for is left out.
    async fn listed(
        &self,
        caller: &Caller,
        since: Timestamp,
        after: Option<&str>,
    ) -> Result<SeenPage, Trouble> {
        let reply = self.send(caller, &ask::intents(since, after)?).await?;
        let page: Page<ListedIntent> = done(&reply)?;
        let last = page.data.last().map(|one| one.intent.id.clone());
        let mut seen = Vec::new();
        for one in page.data {
            let Some(charge) = one.charge(&caller.shop) else {
                continue;
            };
            let intent = one.intent.id.clone();
            let refunds = if one.may_have_gone_back() {
                let given = self.given(caller, &intent).await?;
                given
                    .into_iter()
                    .map(StripeRefund::refunded)
                    .collect::<Result<_, _>>()?
            } else {
                Vec::new()
            };
            seen.push(Seen {
                outcome: one.intent.outcome()?,
                charge: Some(charge),
                intent,
                refunds,
            });
        }
        Ok(SeenPage {
            seen,
            next: last.filter(|_| page.has_more),
        })
    }
}

/// The key of each turn: that of before, and then others made of it.
fn key_of(key: &str, turn: u32) -> String {
    match turn {
        1 => key.to_owned(),
        _ => format!("{key}:{turn}"),
    }
}

fn done<T: serde::de::DeserializeOwned>(reply: &Reply) -> Result<T, Trouble> {
    if reply.status == 200 {
        reply.read()
    } else {
        Err(reply.trouble())
    }
}

impl Gateway for Stripe {
    fn begin<'a>(&'a self, caller: &'a Caller, ask: &'a Begin) -> Answer<'a, Hosted> {
        Box::pin(self.begin_session(caller, ask))
    }

    fn begun<'a>(&'a self, caller: &'a Caller, session: &'a str) -> Answer<'a, Begun> {
        Box::pin(self.look_at(caller, session))
    }

    fn open<'a>(&'a self, caller: &'a Caller, key: &'a str, ask: &'a Open) -> Answer<'a, String> {
        Box::pin(async move {
            let make = || ask::open(&caller.shop, ask);
            let reply = self.send_under(caller, key, make).await?;
            done::<Intent>(&reply).map(|intent| intent.id)
        })
    }

    fn confirm<'a>(
        &'a self,
        caller: &'a Caller,
        key: &'a str,
        ask: &'a Confirm,
    ) -> Answer<'a, Outcome> {
        Box::pin(self.take(caller, key, ask))
    }

    fn read<'a>(&'a self, caller: &'a Caller, intent: &'a str) -> Answer<'a, Outcome> {
        Box::pin(self.read_intent(caller, intent))
    }

    fn cancel<'a>(
        &'a self,
        caller: &'a Caller,
        key: &'a str,
        intent: &'a str,
    ) -> Answer<'a, Outcome> {
        Box::pin(self.let_go(caller, key, intent))
    }

    fn refund<'a>(
        &'a self,
        caller: &'a Caller,
        key: &'a str,
        ask: &'a Refund,
    ) -> Answer<'a, Refunded> {
        Box::pin(self.give(caller, key, ask))
    }

    fn refunds_of<'a>(&'a self, caller: &'a Caller, intent: &'a str) -> Answer<'a, Vec<Refunded>> {
        Box::pin(async move {
            let all = self.given(caller, intent).await?;
            all.into_iter().map(StripeRefund::refunded).collect()
        })
    }

    fn list<'a>(
        &'a self,
        caller: &'a Caller,
        since: Timestamp,
        after: Option<&'a str>,
    ) -> Answer<'a, SeenPage> {
        Box::pin(self.listed(caller, since, after))
    }
}
