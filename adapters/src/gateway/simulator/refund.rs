//! What the simulated bank gives back. Never more than it took, and under one key once.

use super::{
    Caller, CardWord, Currency, Giving, Intent, IntentState, Money, Refund, Refunded, ShopId,
    Simulator, Trouble, away, random, text,
};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// How long what is given back is on its way, or until it comes back.
const GIVING_TAKES: SignedDuration = SignedDuration::from_hours(5 * 24);

/// What is given back.
#[derive(Clone, Serialize, Deserialize)]
struct Given {
    id: String,
    key: String,
    body: String,
    intent: String,
    minor: i64,
    currency: Currency,
    word: Option<CardWord>,
    since: Timestamp,
}

impl Given {
    fn state(&self, now: Timestamp) -> Giving {
        let is_over = now.duration_since(self.since) >= GIVING_TAKES;
        match self.word {
            Some(CardWord::RefundPends) if !is_over => Giving::Pending,
            Some(CardWord::RefundFails) => Giving::Failed("account_closed".to_owned()),
            Some(CardWord::RefundReturns) if is_over => Giving::Failed("came_back".to_owned()),
            _ => Giving::Sent,
        }
    }

    fn counts(&self, now: Timestamp) -> bool {
        !matches!(self.state(now), Giving::Failed(_))
    }

    fn seen(&self, now: Timestamp) -> Refunded {
        Refunded {
            reference: self.id.clone(),
            key: Some(self.key.clone()),
            money: Money {
                minor: self.minor,
                currency: self.currency,
            },
            state: self.state(now),
        }
    }
}

impl Simulator {
    pub(super) async fn give(
        &self,
        caller: &Caller,
        key: &str,
        ask: &Refund,
    ) -> Result<Result<Refunded, Trouble>, sqlx::Error> {
        let (shop, body) = (caller.shop.as_str(), text(ask));
        let refused = |why: &str| Ok(Err(Trouble::Refused(why.to_owned())));
        let mut change = self.store.change(shop).await?;
        let all = change.all::<Given>(shop, "re_").await?;
        if let Some(before) = all.iter().find(|one| one.key == key) {
            if before.body != body {
                return refused("the key was used for another request");
            }
            return Ok(Ok(before.seen(caller.now)));
        }
        let Some(intent) = change.get::<Intent>(shop, &ask.intent).await? else {
            return refused("the gateway knows no such thing");
        };
        let gone: i64 = all
            .iter()
            .filter(|one| one.intent == ask.intent && one.counts(caller.now))
            .map(|one| one.minor)
            .sum();
        let may_go = intent.state == IntentState::Succeeded && intent.currency == ask.currency;
        if !may_go || ask.minor < 1 || gone + ask.minor > intent.minor {
            return refused("more than is left of what was taken");
        }
        let given = Given {
            id: random("re_"),
            key: key.to_owned(),
            body,
            intent: ask.intent.clone(),
            minor: ask.minor,
            currency: ask.currency,
            word: intent.word,
            since: caller.now,
        };
        change.put(shop, &given.id, &given).await?;
        change.commit().await?;
        Ok(Ok(given.seen(caller.now)))
    }

    pub(super) async fn given_of(
        &self,
        caller: &Caller,
        intent: &str,
    ) -> Result<Vec<Refunded>, sqlx::Error> {
        let shop = caller.shop.as_str();
        let mut change = self.store.change(shop).await?;
        let all = change.all::<Given>(shop, "re_").await?;
        change.commit().await?;
        let of_intent = all.iter().filter(|one| one.intent == intent);
        Ok(of_intent.map(|one| one.seen(caller.now)).collect())
    }

    /// Everything that was given back in a shop, each with the intent that took it.
    pub(super) async fn all_given(
        &self,
        caller: &Caller,
    ) -> Result<Vec<(String, Refunded)>, sqlx::Error> {
        let shop = caller.shop.as_str();
        let mut change = self.store.change(shop).await?;
        let all = change.all::<Given>(shop, "re_").await?;
        change.commit().await?;
        let seen = all.iter();
        Ok(seen
            .map(|one| (one.intent.clone(), one.seen(caller.now)))
            .collect())
    }

    /// Everything that the gateway has given back in a shop by a time, in minor units.
    pub async fn given_back(&self, shop: &ShopId, now: Timestamp) -> Result<i64, Trouble> {
        let shop = shop.as_str();
        let all = async {
            let mut change = self.store.change(shop).await?;
            let all = change.all::<Given>(shop, "re_").await?;
            change.commit().await?;
            Ok(all)
        };
        let all = all.await.map_err(|error| away(&error))?;
        let sent = all.iter().filter(|one| one.state(now) == Giving::Sent);
        Ok(sent.map(|one| one.minor).sum())
    }
}
