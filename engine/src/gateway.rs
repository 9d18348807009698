//! What a gateway can be asked that takes money itself. Those who talk to one stand in the crate
//! `adapters`.
//!
//! Each charge has one object at the gateway, an *intent*, for as long as it is asked for that way.
//! It is opened, which moves no money; its name is written down; then it is confirmed. Whatever is
//! tried again confirms the same one, and it can succeed once. So nobody is charged twice, whatever
//! is lost on the way.

use crate::sealing::Secret;
use dockline_domain::id::{ChargeId, OrderId, RefundId, ShopId};
use dockline_domain::money::{Currency, Money};
use dockline_domain::payment::method::Card;
use futures::future::BoxFuture;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::fmt;

/// For which shop a gateway is asked, and what time it is there.
#[derive(Debug, Clone)]
pub struct Caller {
    /// The shop: nothing of another one is ever named.
    pub shop: ShopId,
    /// The time in the shop.
    pub now: Timestamp,
    /// Who is asked, and in whose name.
    pub account: Account,
}

/// Who is asked, and in whose name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Account {
    /// The gateway that is only played.
    Simulator,
    /// Stripe, by the shop's own key.
    Stripe(Secret),
}

/// Have a method named on a page of the gateway. It has the secret link of an order, so it is not
/// shown.
#[derive(Clone)]
pub struct Begin {
    /// Whose.
    pub order: OrderId,
    /// In what it will be charged.
    pub currency: Currency,
    /// Whose the methods of this order are at the gateway, once one was named: an intent takes no
    /// other customer's.
    pub customer: Option<String>,
    /// The session that was made for this order last. So two that begin at once make one, and who
    /// comes again later makes another.
    pub after: Option<String>,
    /// Where the gateway sends the shopper afterwards; it adds nothing to it.
    pub return_url: String,
    /// The language of the shopper.
    pub lang: String,
}

/// Where a method is named: for the shopper's eyes alone, so it is not shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Hosted {
    /// What the gateway calls it.
    pub session: String,
    /// The address of its page.
    pub url: String,
}

/// What became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Begun {
    /// The shopper has not named one yet, and still can.
    Open,
    /// They have.
    Verified(Verified),
    /// They can no more.
    Over,
}

/// A method that the gateway keeps.
#[derive(Clone, PartialEq, Eq)]
pub struct Verified {
    /// Whose it is at the gateway.
    pub customer: String,
    /// What the gateway calls it.
    pub reference: String,
    /// What is shown of it.
    pub card: Card,
}

/// Make an intent. It moves no money.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Open {
    /// For which charge.
    pub charge: ChargeId,
    /// How much, in minor units.
    pub minor: i64,
    /// Of which currency.
    pub currency: Currency,
    /// Whose.
    pub customer: String,
}

/// Take the money of an intent: the one request that does.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confirm {
    /// Which.
    pub intent: String,
    /// By which method.
    pub method: String,
    /// Where the bank sends the shopper afterwards; none when nobody is there to be asked.
    pub return_url: Option<String>,
}

/// What became of an intent.
#[derive(Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It has taken nothing, and can be confirmed.
    Open,
    /// It has taken the money.
    Succeeded(Money),
    /// It will have, in some days.
    Settling,
    /// The bank wants to hear from the shopper, on a page if somebody is there.
    Action(Option<String>),
    /// The bank said no, for this reason of the card networks.
    Declined(String),
    /// It will never take money.
    Gone,
}

/// Give money back that an intent has taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refund {
    /// For which refund.
    pub refund: RefundId,
    /// What took it.
    pub intent: String,
    /// How much, in minor units.
    pub minor: i64,
    /// Of which currency.
    pub currency: Currency,
}

/// What a gateway gives back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refunded {
    /// What the gateway calls it.
    pub reference: String,
    /// Under which key it was asked for; none where this program did not ask.
    pub key: Option<String>,
    /// How much.
    pub money: Money,
    /// Where it is.
    pub state: Giving,
}

/// Where what a gateway gives back is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Giving {
    /// It is sent as soon as it can be.
    Pending,
    /// It was sent.
    Sent,
    /// It could not be sent, or came back, for this reason.
    Failed(String),
}

/// An intent as a gateway lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// What the gateway calls it.
    pub intent: String,
    /// For which charge it was made; none where this program did not make it.
    pub charge: Option<ChargeId>,
    /// What became of it.
    pub outcome: Outcome,
    /// What was given back of it.
    pub refunds: Vec<Refunded>,
}

/// A page of intents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenPage {
    /// The intents.
    pub seen: Vec<Seen>,
    /// Where the next page begins; none after the last one.
    pub next: Option<String>,
}

/// What is shown of it names neither card nor customer, and no page that is for one pair of eyes.
impl fmt::Debug for Verified {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verified").finish_non_exhaustive()
    }
}

impl fmt::Debug for Open {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Open")
            .field("charge", &self.charge)
            .field("minor", &self.minor)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Confirm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Confirm")
            .field("intent", &self.intent)
            .field("is_here", &self.return_url.is_some())
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Open => f.write_str("Open"),
            Self::Succeeded(money) => f.debug_tuple("Succeeded").field(money).finish(),
            Self::Settling => f.write_str("Settling"),
            Self::Action(page) => f.debug_tuple("Action").field(&page.is_some()).finish(),
            Self::Declined(code) => f.debug_tuple("Declined").field(code).finish(),
            Self::Gone => f.write_str("Gone"),
        }
    }
}

/// Why nothing is known.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// The gateway was not reached, or asked to come back later: nothing was done.
    #[error("the gateway was not asked")]
    NotAsked,
    /// It was asked, and no answer came. It may have done it.
    #[error("the gateway did not answer")]
    Unknown,
    /// It refuses the shop, or does not understand it.
    #[error("the gateway refuses the request: {0}")]
    Refused(String),
}

/// What a gateway answers.
pub type Answer<'a, T> = BoxFuture<'a, Result<T, Trouble>>;

/// A gateway that takes money itself. What has a key is carried out once under that key.
pub trait Gateway: Send + Sync + 'static {
    /// Makes a page on which a method is named.
    fn begin<'a>(&'a self, caller: &'a Caller, ask: &'a Begin) -> Answer<'a, Hosted>;

    /// What became of that.
    fn begun<'a>(&'a self, caller: &'a Caller, session: &'a str) -> Answer<'a, Begun>;

    /// Makes an intent, and answers its name.
    fn open<'a>(&'a self, caller: &'a Caller, key: &'a str, ask: &'a Open) -> Answer<'a, String>;

    /// Takes its money.
    fn confirm<'a>(
        &'a self,
        caller: &'a Caller,
        key: &'a str,
        ask: &'a Confirm,
    ) -> Answer<'a, Outcome>;

    /// What became of an intent: the truth for every doubt.
    fn read<'a>(&'a self, caller: &'a Caller, intent: &'a str) -> Answer<'a, Outcome>;

    /// Lets an intent go, unless it has taken the money.
    fn cancel<'a>(
        &'a self,
        caller: &'a Caller,
        key: &'a str,
        intent: &'a str,
    ) -> Answer<'a, Outcome>;

    /// Gives back money that an intent has taken.
    fn refund<'a>(
        &'a self,
        caller: &'a Caller,
        key: &'a str,
        ask: &'a Refund,
    ) -> Answer<'a, Refunded>;

    /// What was given back of an intent: the truth for every doubt.
    fn refunds_of<'a>(&'a self, caller: &'a Caller, intent: &'a str) -> Answer<'a, Vec<Refunded>>;

    /// The intents that were made, or took or gave back money, since a time; those after a place that
    /// the page before answered. Without it the books of a shop cannot be compared.
    fn list<'a>(
        &'a self,
        _caller: &'a Caller,
        _since: Timestamp,
        _after: Option<&'a str>,
    ) -> Answer<'a, SeenPage> {
        let nothing = "this gateway does not list what it did".to_owned();
        Box::pin(std::future::ready(Err(Trouble::Refused(nothing))))
    }
}
