//! A gateway that is only played. No money moves, no account is needed, and no card number is typed:
//! words say what a card will do. All else is as with a real one: pages of its own, keys under which
//! something is carried out once, objects that can succeed once, and a memory apart from the shop's.

mod card;
mod list;
mod refund;
mod store;

pub use card::CardWord;

use dockline_domain::id::{ChargeId, ShopId};
use dockline_domain::money::{Currency, Money};
use dockline_engine::gateway::{
    Answer, Begin, Begun, Caller, Confirm, Gateway, Giving, Hosted, Open, Outcome, Refund,
    Refunded, SeenPage, Trouble, Verified,
};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use store::{Change, Store};

/// How long a page of the bank is open.
const SESSION_OPEN: SignedDuration = SignedDuration::from_hours(24);
/// How long a debit takes.
const DEBIT_TAKES: SignedDuration = SignedDuration::from_hours(5 * 24);
/// What an id of a shop holds after its prefix.
const SHOP_CHARS: usize = 26;

/// Why there is no copy.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    /// Nothing is ever overwritten.
    #[error("{} is there already; nothing was overwritten", .0.display())]
    Exists(PathBuf),
    /// It cannot be read or written.
    #[error("what the simulated gateway keeps cannot be copied: {0}")]
    Failed(String),
}

/// The simulated gateway of an installation.
pub struct Simulator {
    store: Store,
    /// Scheme and host of its pages.
    public_url: String,
}

/// What a page of the simulated bank is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum SessionKind {
    /// A card is named.
    Card,
    /// The owner of a card answers their bank.
    Bank {
        /// For which intent.
        intent: String,
        /// How much is taken.
        minor: i64,
    },
}

/// A page of the simulated bank. It names the secret link of an order, so it is not shown.
#[derive(Clone, Serialize, Deserialize)]
pub struct Session {
    /// What it is about.
    pub kind: SessionKind,
    /// In which currency.
    pub currency: Currency,
    /// Where the shopper goes afterwards.
    pub return_url: String,
    /// The language of the shopper.
    pub lang: String,
    method: Option<String>,
    customer: String,
    until: Timestamp,
    is_over: bool,
}

#[derive(Clone, Serialize, Deserialize)]
struct Method {
    customer: String,
    word: CardWord,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
enum IntentState {
    Open,
    Succeeded,
    Settling(Timestamp),
    Action(Option<String>),
    Declined(String),
    Gone,
}

#[derive(Clone, Serialize, Deserialize)]
struct Intent {
    charge: ChargeId,
    customer: String,
    minor: i64,
    currency: Currency,
    state: IntentState,
    declines: u32,
    /// When it was made or asked for the last time; none where that was not noted yet.
    #[serde(default)]
    at: Option<Timestamp>,
    /// What was charged last.
    #[serde(default)]
    word: Option<CardWord>,
}

/// What was carried out under a key.
#[derive(Clone, Serialize, Deserialize)]
struct Carried {
    body: String,
    /// The name of an intent, or its state then.
    intent: String,
    state: IntentState,
}

/// Money that the gateway has taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// For which charge.
    pub charge: ChargeId,
    /// How much.
    pub money: Money,
}

fn random(prefix: &str) -> String {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes).expect("the operating system has random bits");
    format!("{prefix}{:032x}", u128::from_le_bytes(bytes))
}

/// The simulator's own memory failed: whether it did what it was asked is not known.
fn away(error: &sqlx::Error) -> Trouble {
    tracing::warn!(%error, "the simulated gateway does not answer");
    Trouble::Unknown
}

impl Intent {
    fn outcome(&self) -> Outcome {
        match &self.state {
            IntentState::Open => Outcome::Open,
            IntentState::Succeeded => Outcome::Succeeded(Money {
                minor: self.minor,
                currency: self.currency,
            }),
            IntentState::Settling(_) => Outcome::Settling,
            IntentState::Action(url) => Outcome::Action(url.clone()),
            IntentState::Declined(code) => Outcome::Declined(code.clone()),
            IntentState::Gone => Outcome::Gone,
        }
    }
}

impl Simulator {
    /// The one of an installation: what it keeps is beside the database.
    pub fn beside(database_url: &str, public_url: &str) -> Self {
        Self {
            store: Store::beside(database_url),
            public_url: public_url.to_owned(),
        }
    }

    /// Copies what is kept beside an SQLite database `database_url` into a file that is not there
    /// yet, and answers whether there was something. Copy the database first: what the gateway knows
    /// beyond it is read and told, and what it does not know it refuses.
    pub async fn copy(database_url: &str, to: &Path) -> Result<bool, CopyError> {
        if to.exists() {
            return Err(CopyError::Exists(to.to_owned()));
        }
        let copied = Store::beside(database_url).copy(to).await;
        copied.map_err(|error| CopyError::Failed(error.to_string()))
    }

    /// The shop of a session, which is the first part of its name.
    fn shop_of(session: &str) -> Option<String> {
        let shop = session.get(..SHOP_CHARS)?;
        ShopId::parse(&format!("shop_{shop}"))
            .ok()
            .map(|shop| shop.to_string())
    }

    fn page(&self, session: &str) -> String {
        format!("{}/simulated-bank/{session}", self.public_url)
    }

    /// A page of the bank that still waits for an answer.
    pub async fn session(&self, id: &str, now: Timestamp) -> Result<Option<Session>, Trouble> {
        let Some(shop) = Self::shop_of(id) else {
            return Ok(None);
        };
        let found = async {
            let mut change = self.store.change(&shop).await?;
            let session = change.get::<Session>(&shop, id).await?;
            change.commit().await?;
            Ok(session)
        };
        let found = found.await.map_err(|error| away(&error))?;
        Ok(found.filter(|session| !session.is_over && session.until > now))
    }

    /// A card was named on a page. Answers where the shopper goes now; none where the page waits for
    /// none.
    pub async fn name_card(
        &self,
        id: &str,
        word: CardWord,
        now: Timestamp,
    ) -> Result<Option<String>, Trouble> {
        self.answer(id, now, |session| {
            (session.kind == SessionKind::Card).then_some(Answered::Card(word))
        })
        .await
    }

    /// The owner of a card has answered their bank. Answers where they go now.
    pub async fn answer_bank(
        &self,
        id: &str,
        confirms: bool,
        now: Timestamp,
    ) -> Result<Option<String>, Trouble> {
        self.answer(id, now, |session| match &session.kind {
            SessionKind::Bank { intent, .. } => Some(Answered::Bank {
                intent: intent.clone(),
                confirms,
            }),
            SessionKind::Card => None,
        })
        .await
    }

    async fn answer(
        &self,
        id: &str,
        now: Timestamp,
        decide: impl FnOnce(&Session) -> Option<Answered> + Send,
    ) -> Result<Option<String>, Trouble> {
        let Some(shop) = Self::shop_of(id) else {
            return Ok(None);
        };
        let done = async {
            let mut change = self.store.change(&shop).await?;
            let Some(mut session) = change.get::<Session>(&shop, id).await? else {
                return Ok(None);
            };
            if session.is_over || session.until <= now {
                return Ok(None);
            }
            let Some(answered) = decide(&session) else {
                return Ok(None);
            };
            session.is_over = true;
            match answered {
                Answered::Card(word) => {
                    let method = random("pm_");
                    let customer = session.customer.clone();
                    change
                        .put(&shop, &method, &Method { customer, word })
                        .await?;
                    session.method = Some(method);
                }
                Answered::Bank { intent, confirms } => {
                    heard_by_bank(&mut change, &shop, &intent, confirms).await?;
                }
            }
            change.put(&shop, id, &session).await?;
            change.commit().await?;
            Ok(Some(session.return_url))
        };
        done.await.map_err(|error| away(&error))
    }

    /// Everything that the gateway has taken in a shop.
    pub async fn taken(&self, shop: &ShopId) -> Result<Vec<Taken>, Trouble> {
        let shop = shop.as_str();
        let all = async {
            let mut change = self.store.change(shop).await?;
            let intents = change.all::<Intent>(shop, "pi_").await?;
            change.commit().await?;
            Ok(intents)
        };
        let all = all.await.map_err(|error| away(&error))?;
        let taken = all
            .into_iter()
            .filter(|intent| intent.state == IntentState::Succeeded);
        Ok(taken
            .map(|intent| Taken {
                charge: intent.charge,
                money: Money {
                    minor: intent.minor,
                    currency: intent.currency,
                },
            })
            .collect())
    }
}

enum Answered {
    Card(CardWord),
    Bank { intent: String, confirms: bool },
}

/// A bank step ends an action, and nothing else: what has succeeded or is gone stays so.
async fn heard_by_bank(
    change: &mut Change,
    shop: &str,
    id: &str,
    confirms: bool,
) -> Result<(), sqlx::Error> {
    let Some(mut intent) = change.get::<Intent>(shop, id).await? else {
        return Ok(());
    };
    if !matches!(intent.state, IntentState::Action(_)) {
        return Ok(());
    }
    intent.state = if confirms {
        IntentState::Succeeded
    } else {
        IntentState::Declined("authentication_failed".to_owned())
    };
    change.put(shop, id, &intent).await
}

/// What a card does when it is charged.
fn charged(word: CardWord, intent: &Intent, is_here: bool, now: Timestamp) -> Charged {
    match word {
        CardWord::Works
        | CardWord::Reissued
        | CardWord::RefundPends
        | CardWord::RefundFails
        | CardWord::RefundReturns => Charged::State(IntentState::Succeeded),
        CardWord::DeclinedOnce if intent.declines == 0 => {
            Charged::State(IntentState::Declined("insufficient_funds".to_owned()))
        }
        CardWord::DeclinedOnce => Charged::State(IntentState::Succeeded),
        CardWord::NeedsBank if is_here => Charged::OnPage,
        CardWord::NeedsBank => Charged::State(IntentState::Action(None)),
        CardWord::Expires => Charged::State(IntentState::Declined("expired_card".to_owned())),
        CardWord::DebitFails => Charged::State(IntentState::Settling(now)),
    }
}

enum Charged {
    State(IntentState),
    /// On a page of the bank.
    OnPage,
}

/// The same key is carried out once, and answered alike ever after. For something else it is an error.
async fn carried(
    change: &mut Change,
    shop: &str,
    key: &str,
    body: &str,
) -> Result<Result<Option<Carried>, Trouble>, sqlx::Error> {
    let before = change.get::<Carried>(shop, &format!("key_{key}")).await?;
    Ok(match before {
        Some(before) if before.body != body => Err(Trouble::Refused(
            "the key was used for another request".to_owned(),
        )),
        other => Ok(other),
    })
}

fn text(body: &impl Serialize) -> String {
    serde_json::to_string(body).expect("a request has a JSON form")
}

impl Simulator {
    async fn make(
        &self,
        caller: &Caller,
        key: &str,
        ask: &Open,
    ) -> Result<Result<String, Trouble>, sqlx::Error> {
        let (shop, body) = (caller.shop.as_str(), text(ask));
        let mut change = self.store.change(shop).await?;
        match carried(&mut change, shop, key, &body).await? {
            Err(trouble) => return Ok(Err(trouble)),
            Ok(Some(before)) => return Ok(Ok(before.intent)),
            Ok(None) => {}
        }
        let id = random("pi_");
        let intent = Intent {
            charge: ask.charge.clone(),
            customer: ask.customer.clone(),
            minor: ask.minor,
            currency: ask.currency,
            state: IntentState::Open,
            declines: 0,
            at: Some(caller.now),
            word: None,
        };
        let carried = Carried {
            body,
            intent: id.clone(),
            state: IntentState::Open,
        };
        change.put(shop, &id, &intent).await?;
        change.put(shop, &format!("key_{key}"), &carried).await?;
        change.commit().await?;
        Ok(Ok(id))
    }

    async fn take(
        &self,
        caller: &Caller,
        key: &str,
        ask: &Confirm,
    ) -> Result<Result<Outcome, Trouble>, sqlx::Error> {
        let (shop, body) = (caller.shop.as_str(), text(ask));
        let mut change = self.store.change(shop).await?;
        let unknown = || Trouble::Refused("the gateway knows no such thing".to_owned());
        let before = match carried(&mut change, shop, key, &body).await? {
            Err(trouble) => return Ok(Err(trouble)),
            Ok(before) => before,
        };
        let Some(mut intent) = change.get::<Intent>(shop, &ask.intent).await? else {
            return Ok(Err(unknown()));
        };
        if let Some(before) = before {
            intent.state = before.state;
            return Ok(Ok(intent.outcome()));
        }
        let Some(method) = change.get::<Method>(shop, &ask.method).await? else {
            return Ok(Err(unknown()));
        };
        if method.customer != intent.customer {
            let foreign = "the method belongs to another customer".to_owned();
            return Ok(Err(Trouble::Refused(foreign)));
        }
        // It can succeed once.
        let is_final = matches!(
            intent.state,
            IntentState::Succeeded | IntentState::Settling(_) | IntentState::Gone
        );
        if !is_final {
            let is_here = ask.return_url.is_some();
            intent.word = Some(method.word);
            intent.state = match charged(method.word, &intent, is_here, caller.now) {
                Charged::State(state) => state,
                Charged::OnPage => {
                    let page = self.bank_page(&mut change, caller, ask, (&intent, &method));
                    IntentState::Action(Some(page.await?))
                }
            };
            intent.declines += u32::from(matches!(intent.state, IntentState::Declined(_)));
        }
        let carried = Carried {
            body,
            intent: ask.intent.clone(),
            state: intent.state.clone(),
        };
        change.put(shop, &ask.intent, &intent).await?;
        change.put(shop, &format!("key_{key}"), &carried).await?;
        change.commit().await?;
        Ok(Ok(intent.outcome()))
    }

    async fn bank_page(
        &self,
        change: &mut Change,
        caller: &Caller,
        ask: &Confirm,
        (intent, method): (&Intent, &Method),
    ) -> Result<String, sqlx::Error> {
        let shop = caller.shop.as_str();
        let id = random(shop.trim_start_matches("shop_"));
        let session = Session {
            kind: SessionKind::Bank {
                intent: ask.intent.clone(),
                minor: intent.minor,
            },
            currency: intent.currency,
            return_url: ask.return_url.clone().unwrap_or_default(),
            lang: "en".to_owned(),
            method: None,
            customer: method.customer.clone(),
            until: caller
                .now
                .saturating_add(SESSION_OPEN)
                .unwrap_or(caller.now),
            is_over: false,
        };
        change.put(shop, &id, &session).await?;
        Ok(self.page(&id))
    }

    async fn begin_session(&self, caller: &Caller, ask: &Begin) -> Result<Hosted, sqlx::Error> {
        let shop = caller.shop.as_str();
        let id = random(shop.trim_start_matches("shop_"));
        let session = Session {
            kind: SessionKind::Card,
            currency: ask.currency,
            return_url: ask.return_url.clone(),
            lang: ask.lang.clone(),
            method: None,
            customer: ask.customer.clone().unwrap_or_else(|| random("cus_")),
            until: caller
                .now
                .saturating_add(SESSION_OPEN)
                .unwrap_or(caller.now),
            is_over: false,
        };
        let mut change = self.store.change(shop).await?;
        change.put(shop, &id, &session).await?;
        change.commit().await?;
        Ok(Hosted {
            url: self.page(&id),
            session: id,
        })
    }

    async fn look_at(&self, caller: &Caller, id: &str) -> Result<Begun, sqlx::Error> {
        let shop = caller.shop.as_str();
        let mut change = self.store.change(shop).await?;
        let Some(session) = change.get::<Session>(shop, id).await? else {
            return Ok(Begun::Over);
        };
        let Some(reference) = session.method else {
            let is_open = !session.is_over && session.until > caller.now;
            return Ok(if is_open { Begun::Open } else { Begun::Over });
        };
        let method = change.get::<Method>(shop, &reference).await?;
        Ok(method.map_or(Begun::Over, |method| {
            Begun::Verified(Verified {
                customer: method.customer,
                reference,
                card: method.word.card(),
            })
        }))
    }

    /// What became of an intent; with `let_go` it is gone from here on, unless it has taken money.
    async fn what_of(
        &self,
        caller: &Caller,
        id: &str,
        let_go: bool,
    ) -> Result<Result<Outcome, Trouble>, sqlx::Error> {
        let shop = caller.shop.as_str();
        let mut change = self.store.change(shop).await?;
        let Some(mut intent) = change.get::<Intent>(shop, id).await? else {
            let unknown = "the gateway knows no such thing".to_owned();
            return Ok(Err(Trouble::Refused(unknown)));
        };
        if let IntentState::Settling(since) = intent.state
            && caller.now.duration_since(since) >= DEBIT_TAKES
        {
            intent.state = IntentState::Declined("debit_returned".to_owned());
        }
        if let_go
            && !matches!(
                intent.state,
                IntentState::Succeeded | IntentState::Settling(_)
            )
        {
            intent.state = IntentState::Gone;
        }
        change.put(shop, id, &intent).await?;
        change.commit().await?;
        Ok(Ok(intent.outcome()))
    }
}

impl Gateway for Simulator {
    fn begin<'a>(&'a self, caller: &'a Caller, ask: &'a Begin) -> Answer<'a, Hosted> {
        Box::pin(async move {
            self.begin_session(caller, ask)
                .await
                .map_err(|error| away(&error))
        })
    }

    fn begun<'a>(&'a self, caller: &'a Caller, session: &'a str) -> Answer<'a, Begun> {
        Box::pin(async move {
            self.look_at(caller, session)
                .await
                .map_err(|error| away(&error))
        })
    }

    fn open<'a>(&'a self, caller: &'a Caller, key: &'a str, ask: &'a Open) -> Answer<'a, String> {
        Box::pin(async move {
            self.make(caller, key, ask)
                .await
                .map_err(|error| away(&error))?
        })
    }

    fn confirm<'a>(
        &'a self,
        caller: &'a Caller,
        key: &'a str,
        ask: &'a Confirm,
    ) -> Answer<'a, Outcome> {
        Box::pin(async move {
            self.take(caller, key, ask)
                .await
                .map_err(|error| away(&error))?
        })
    }

    fn read<'a>(&'a self, caller: &'a Caller, intent: &'a str) -> Answer<'a, Outcome> {
        Box::pin(async move {
            let what = self.what_of(caller, intent, false).await;
            what.map_err(|error| away(&error))?
        })
    }

    fn cancel<'a>(
        &'a self,
        caller: &'a Caller,
        _key: &'a str,
        intent: &'a str,
    ) -> Answer<'a, Outcome> {
        Box::pin(async move {
            let what = self.what_of(caller, intent, true).await;
            what.map_err(|error| away(&error))?
        })
    }

    fn refund<'a>(
        &'a self,
        caller: &'a Caller,
        key: &'a str,
        ask: &'a Refund,
    ) -> Answer<'a, Refunded> {
        Box::pin(async move {
            let given = self.give(caller, key, ask).await;
            given.map_err(|error| away(&error))?
        })
    }

    fn refunds_of<'a>(&'a self, caller: &'a Caller, intent: &'a str) -> Answer<'a, Vec<Refunded>> {
        Box::pin(async move {
            self.given_of(caller, intent)
                .await
                .map_err(|error| away(&error))
        })
    }

    fn list<'a>(
        &'a self,
        caller: &'a Caller,
        since: Timestamp,
        after: Option<&'a str>,
    ) -> Answer<'a, SeenPage> {
        Box::pin(async move {
            self.listed(caller, since, after.unwrap_or_default())
                .await
                .map_err(|error| away(&error))
        })
    }
}
