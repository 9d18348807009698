//! How a shop is paid from here on.

use super::Command;
use crate::error::ExecuteError;
use crate::event::Event;
use crate::sealing::{Purpose, Secret};
use crate::store::gateways::{self, HintRow, Hinted};
use crate::store::{followers, payments};
use crate::writer::turn::Turn;
use dockline_domain::id::OrderId;
use dockline_domain::payment::gateway::{GatewayKind, GatewaySettings, Transfer};
use dockline_domain::payment::stripe::{Account, Mode};
use dockline_view::Shop;
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;

/// The name of the follower that asks for the money of parcels.
pub(crate) const CHARGES: &str = "charges";

/// Have orders that are placed from here on paid in another way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetGateway {
    /// How; none where these pages have nothing to do with it.
    pub settings: Option<GatewaySettings>,
}

/// Have orders that are placed from here on paid by the shop's account at Stripe, or let the shop in
/// there by another key. Whether Stripe knows the key was looked at before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetStripe {
    /// The key, and what is shown of it; the one that is there where none is named.
    pub key: Option<(Secret, Account)>,
    /// What proves that a message comes from Stripe; as it was where none is named.
    pub hook_secret: Option<Secret>,
    /// Where transfers go, for when the shop is paid by them again; as it was where none is named.
    pub transfer: Option<Transfer>,
}

/// How the shop is paid by its account at Stripe.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct StripeSet {
    /// The number of the gateway, by which messages name it.
    pub gateway: u32,
    /// What is shown of it.
    pub account: Account,
}

/// What a gateway named in a message of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Named {
    /// An object that takes money.
    Intent(String),
    /// A page on which a method is named.
    Session(String),
}

/// Take a message of a gateway that was proven. It decides nothing: what it names is looked at there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakeHint {
    /// Of which.
    pub gateway: u32,
    /// What the gateway calls the message.
    pub event: String,
    /// About what.
    pub named: Named,
}

/// What a message of a gateway was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum HintTaken {
    /// It is looked at what it named.
    New,
    /// It was said before.
    Again,
    /// It names nothing of this shop.
    Foreign,
}

/// What was said of an order until a time was looked at.
#[derive(Debug, Clone)]
pub(crate) struct HandleHints {
    pub(crate) order: OrderId,
    pub(crate) until: Timestamp,
}

/// How long a proof of messages counts beside the one that took its place.
const PROOF_STAYS: SignedDuration = SignedDuration::from_hours(24);
/// How long it is known which messages were taken: longer than they are repeated.
const HINTS_KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);

impl Command for SetGateway {
    /// Whether anything changed.
    type Answer = bool;

    async fn run(self, turn: &mut Turn<'_>) -> Result<bool, ExecuteError> {
        let shop = turn.shop();
        let before = match shop.gateway {
            Some(number) => Some(payments::gateway(turn.session, &shop.id, number).await?),
            None => None,
        };
        if before == self.settings {
            return Ok(false);
        }
        let at = turn.at.as_millisecond();
        let seq = turn.log(Event::GatewaySet {
            gateway: self.settings.as_ref().map(|settings| settings.kind),
        });
        let kind = before.map(|before| before.kind);
        let new_kind = self.settings.as_ref().map(|settings| settings.kind);
        let is_played = self
            .settings
            .as_ref()
            .is_some_and(GatewaySettings::is_played);
        let gateway = match (shop.gateway, self.settings) {
            (_, None) => {
                payments::end_gateway(turn.session, &shop.id).await?;
                None
            }
            // Orders that were placed before see the new account too: the old one may be closed.
            (Some(number), Some(settings)) if kind == Some(settings.kind) => {
                payments::save_gateway(turn.session, &shop.id, number, &settings).await?;
                Some(number)
            }
            (_, Some(settings)) => {
                // Nobody is asked for money because of what happened before.
                followers::begin(turn.session, &shop.id, CHARGES, seq).await?;
                Some(payments::begin_gateway(turn.session, &shop.id, &settings, at).await?)
            }
        };
        turn.state.shop = Arc::new(Shop {
            gateway,
            gateway_kind: new_kind,
            payments_played: is_played,
            paid_here: true,
            ..(*shop).clone()
        });
        turn.published.shop_changed = true;
        Ok(true)
    }
}

impl SetStripe {
    /// What is shown of the account from here on, where everything that is needed is there.
    fn account(&self, before: Option<&Account>, shop: &Shop) -> Result<Account, ExecuteError> {
        let missing = || ExecuteError::field("/key", "is missing: the shop has no key of Stripe");
        let named = self.key.as_ref().map(|(_, account)| account);
        let account = named.or(before).cloned().ok_or_else(missing)?;
        if shop.rehearsal && account.mode == Mode::Live {
            let refused = "must be a test key: no money moves in a rehearsal";
            return Err(ExecuteError::field("/key", refused));
        }
        let stays = before.is_some_and(|before| !account.is_other_than(before));
        let has_one = before.is_some_and(|before| stays && before.has_hook_secret);
        Ok(Account {
            has_hook_secret: self.hook_secret.is_some() || has_one,
            // Of a key that may not ask for it, it is what it was.
            name: match (&account.name, before) {
                (None, Some(before)) if stays => before.name.clone(),
                (name, _) => name.clone(),
            },
            ..account
        })
    }
}

impl Command for SetStripe {
    type Answer = StripeSet;

    async fn run(self, turn: &mut Turn<'_>) -> Result<StripeSet, ExecuteError> {
        let shop = turn.shop();
        let now = match shop.gateway {
            Some(number) => Some(payments::gateway(turn.session, &shop.id, number).await?),
            None => None,
        };
        let before = now.as_ref().filter(|now| now.kind == GatewayKind::Stripe);
        let before = before.and_then(|settings| settings.stripe.as_ref());
        let account = self.account(before, &shop)?;
        let settings = GatewaySettings {
            kind: GatewayKind::Stripe,
            transfer: match (&self.transfer, &now) {
                (Some(transfer), _) => transfer.clone(),
                (None, now) => now.clone().map(|now| now.transfer).unwrap_or_default(),
            },
            stripe: Some(account.clone()),
        };
        let seq = turn.log(Event::GatewaySet {
            gateway: Some(GatewayKind::Stripe),
        });
        // What an account has taken, and keeps, is known to that one alone.
        let same = before.filter(|before| !account.is_other_than(before));
        let number = if let Some(number) = shop.gateway.filter(|_| same.is_some()) {
            payments::save_gateway(turn.session, &shop.id, number, &settings).await?;
            number
        } else {
            followers::begin(turn.session, &shop.id, CHARGES, seq).await?;
            let at = turn.at.as_millisecond();
            payments::begin_gateway(turn.session, &shop.id, &settings, at).await?
        };
        self.seal(turn, number).await?;
        turn.state.shop = Arc::new(Shop {
            gateway: Some(number),
            gateway_kind: Some(GatewayKind::Stripe),
            payments_played: settings.is_played(),
            paid_here: true,
            ..(*shop).clone()
        });
        turn.published.shop_changed = true;
        Ok(StripeSet {
            gateway: number,
            account,
        })
    }
}

impl SetStripe {
    /// Writes what is secret, sealed.
    async fn seal(&self, turn: &mut Turn<'_>, number: u32) -> Result<(), ExecuteError> {
        let shop = turn.shop();
        if let Some((key, account)) = &self.key {
            let sealed = turn.seal(Purpose::GatewayKey, key.expose()).await?;
            gateways::save_key(turn.session, &shop.id, number, &sealed).await?;
            // Orders from before stay with the gateway that keeps their cards. Where that was the same
            // account, its key is this one too: the one before may have been taken away.
            for (former, settings) in gateways::of_stripe(turn.session, &shop.id).await? {
                let is_same = settings.stripe.is_some_and(|before| {
                    before.name.is_some()
                        && before.name == account.name
                        && before.mode == account.mode
                });
                if former != number && is_same {
                    gateways::save_key(turn.session, &shop.id, former, &sealed).await?;
                }
            }
        }
        if let Some(secret) = &self.hook_secret {
            let sealed = turn.seal(Purpose::HookSecret, secret.expose()).await?;
            let until = turn.machine_time().saturating_add(PROOF_STAYS);
            let until = until.map_or(i64::MAX, Timestamp::as_millisecond);
            let proof = (sealed.as_str(), until);
            gateways::save_hook_secret(turn.session, &shop.id, number, proof).await?;
        }
        Ok(())
    }
}

impl Command for TakeHint {
    type Answer = HintTaken;

    async fn run(self, turn: &mut Turn<'_>) -> Result<HintTaken, ExecuteError> {
        let shop = turn.shop();
        let named = match &self.named {
            Named::Intent(name) => Hinted::Intent(name),
            Named::Session(name) => Hinted::Session(name),
        };
        let order = gateways::order_of(turn.session, &shop.id, self.gateway, named).await?;
        let Some(order) = order else {
            return Ok(HintTaken::Foreign);
        };
        let hint = HintRow {
            gateway: self.gateway,
            event: self.event,
            order,
            received_at: turn.machine_time(),
        };
        let is_new = gateways::keep_hint(turn.session, &shop.id, &hint).await?;
        Ok(if is_new {
            HintTaken::New
        } else {
            HintTaken::Again
        })
    }
}

impl Command for HandleHints {
    type Answer = ();

    async fn run(self, turn: &mut Turn<'_>) -> Result<(), ExecuteError> {
        let (shop, now) = (turn.shop(), turn.machine_time());
        let times = (self.until.as_millisecond(), now.as_millisecond());
        gateways::handled(turn.session, &shop.id, &self.order, times).await?;
        let before = now.saturating_sub(HINTS_KEPT).unwrap_or(now);
        let before = before.as_millisecond();
        Ok(gateways::forget_hints(turn.session, &shop.id, before).await?)
    }
}
