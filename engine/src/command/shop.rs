//! Shops: their rules, and what they say of themselves.

use super::Command;
use super::day::{pass_cut_off, set_cut_off_day};
use super::delay::{Came, mailed};
use crate::error::ExecuteError;
use crate::event::Event;
use crate::store::json::json;
use crate::store::{delays, followers, messages, shops, storefront, waitlist};
use crate::writer::turn::Turn;
use dockline_domain::delay::DelayLaw;
use dockline_domain::message::{MailRule, Unsent};
use dockline_domain::refusal::Refusal;
use dockline_domain::shop::{RulesChange, ShopProfile, ShopRules};
use dockline_domain::storefront::{Storefront, StorefrontChange};
use dockline_view::Shop;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::sync::Arc;

/// What tells one state of some settings from others: what an edit of them rests on. 52 bits of a
/// digest, since it is also written as a JSON number (`limits::JSON_NUMBER_MAX` of the domain).
pub(super) fn mark(settings: &impl Serialize) -> i64 {
    let digest = Sha256::digest(json(settings));
    digest[..7]
        .iter()
        .fold(0, |mark, byte| mark << 8 | i64::from(*byte))
        >> 4
}

/// The mark of a shop's rules and of what it says of itself.
pub fn rules_mark(rules: &ShopRules, storefront: &Storefront) -> i64 {
    mark(&(rules, storefront))
}

/// Change the rules of a shop, and what it says of itself: everything shown of it follows.
#[derive(Debug, Clone, Default)]
pub struct ChangeShop {
    /// What changes of its rules.
    pub change: RulesChange,
    /// What changes of what it says.
    pub storefront: StorefrontChange,
    /// Only when both still have this mark.
    pub if_mark: Option<i64>,
}

/// A shop after a change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShopChanged {
    /// All of its rules.
    pub rules: ShopRules,
    /// All that it says of itself.
    #[serde(default)]
    pub storefront: Storefront,
}

impl Command for ChangeShop {
    type Answer = ShopChanged;

    async fn run(self, turn: &mut Turn<'_>) -> Result<ShopChanged, ExecuteError> {
        let shop = turn.shop();
        let before: &Storefront = &shop.profile.storefront;
        let mark = rules_mark(&shop.rules, before);
        if self.if_mark.is_some_and(|expected| expected != mark) {
            return Err(ExecuteError::Outdated { version: mark });
        }
        let rules = shop.rules.changed(&self.change);
        let (mut rules, storefront) = match (rules, before.changed(&self.storefront)) {
            (Ok(rules), Ok(storefront)) => (rules, storefront),
            (rules, storefront) => {
                let wrong = [rules.err(), storefront.err()].into_iter().flatten();
                return Err(ExecuteError::Invalid(wrong.flatten().collect()));
            }
        };
        rules.delay = rules.delay.begun_anew(shop.rules.delay, shop.day);
        may_be_automatic(&shop, &rules)?;
        rules.delay.since = since(&shop, &rules);
        if rules != shop.rules {
            shops::save_rules(turn.session, &shop.id, &rules).await?;
            turn.state.shop = Arc::new(Shop {
                rules: rules.clone(),
                ..(*shop).clone()
            });
            turn.published.shop_changed = true;
            turn.log(Event::ShopChanged {
                before: Box::new(shop.rules.clone()),
                rules: Box::new(rules.clone()),
            });
            if rules.mail != shop.rules.mail {
                turn_mail(turn, rules.mail).await?;
            }
            // Another cut-off may be still to come today, or have passed.
            if rules.cut_off != shop.rules.cut_off {
                set_cut_off_day(turn, None).await?;
                pass_cut_off(turn).await?;
            }
        }
        if storefront != *before {
            are_there(turn, &storefront).await?;
            say(turn, storefront.clone()).await?;
            turn.log(Event::StorefrontChanged {
                storefront: storefront.clone(),
            });
        }
        Ok(ShopChanged { rules, storefront })
    }
}

/// Since when what ends is ended by itself: where that is so from now on, nobody could be told
/// before.
fn since(before: &Shop, rules: &ShopRules) -> Option<jiff::civil::Date> {
    let then = Shop {
        rules: rules.clone(),
        ..before.clone()
    };
    if then.law_is_automatic() && !before.law_is_automatic() {
        return Some(before.day);
    }
    rules.delay.since
}

/// Where the law of delay is kept by itself from now on, because mails go out again, what ended
/// meanwhile is left to people.
pub(super) async fn resume_law(turn: &mut Turn<'_>, before: &Shop) -> Result<(), ExecuteError> {
    let shop = turn.shop();
    let since = Some(shop.day);
    if before.law_is_automatic() || !shop.law_is_automatic() || shop.rules.delay.since == since {
        return Ok(());
    }
    let mut rules = shop.rules.clone();
    rules.delay.since = since;
    shops::save_rules(turn.session, &shop.id, &rules).await?;
    turn.log(Event::ShopChanged {
        before: Box::new(shop.rules.clone()),
        rules: Box::new(rules.clone()),
    });
    turn.state.shop = Arc::new(Shop {
        rules,
        ..(*shop).clone()
    });
    turn.published.shop_changed = true;
    Ok(())
}

/// The law of delay is kept by itself only where mails with notices go out; a rehearsal may always
/// say that it is to be, and it is once mails are written. Where it is so already,
/// and mails do not any more, nothing is done by itself until they do.
fn may_be_automatic(shop: &Shop, rules: &ShopRules) -> Result<(), ExecuteError> {
    let is_set = rules.delay.law == DelayLaw::Automatic;
    let then = Shop {
        rules: rules.clone(),
        ..shop.clone()
    };
    let may_be = shop.rehearsal || then.may_keep_law_by_itself();
    if !is_set || shop.rules.delay.law == DelayLaw::Automatic || may_be {
        return Ok(());
    }
    Err(Refusal::MailsDoNotGoOut.into())
}

/// Begins to write mails, or ends it. Nobody is written to because of what happened before.
async fn turn_mail(turn: &mut Turn<'_>, rule: MailRule) -> Result<(), ExecuteError> {
    let shop = turn.shop();
    if rule == MailRule::On {
        let seq = turn.state.seq;
        followers::begin_anew(turn.session, &shop.id, followers::MAILS, seq).await?;
    }
    // What waits is of before, whichever way it was left there.
    let at = shops::database_time(turn.session).await?.as_millisecond();
    // Nobody on a waitlist was told by a mail that is not sent.
    waitlist::untold_of_waiting(turn.session, &shop.id).await?;
    messages::skip_all(turn.session, &shop.id, at, Unsent::MailOff).await?;
    // Nor was anybody given a notice, and no mail is planned of it again. Another one may be.
    for (order, notice) in delays::undecided(turn.session, &shop.id).await? {
        mailed(turn, (&order, notice), Came::Nowhere).await?;
    }
    Ok(())
}

/// Pictures that are named must be there.
async fn are_there(turn: &mut Turn<'_>, after: &Storefront) -> Result<(), ExecuteError> {
    let shop = turn.shop();
    for media in after
        .guarantee_notice
        .iter()
        .flat_map(|notice| notice.media.values())
    {
        if !storefront::has_media(turn.session, &shop.id, media).await? {
            return Err(ExecuteError::field(
                "/guarantee_notice/media",
                "must name a picture that POST /media has taken",
            ));
        }
    }
    Ok(())
}

/// Writes what a shop says of itself into its row, and into everything that is shown of it.
pub(super) async fn say(turn: &mut Turn<'_>, storefront: Storefront) -> Result<(), ExecuteError> {
    let shop = turn.shop();
    let profile = ShopProfile {
        storefront: Box::new(storefront),
        ..shop.profile.clone()
    };
    shops::save_profile(turn.session, &shop.id, &profile).await?;
    turn.state.shop = Arc::new(Shop {
        profile,
        ..(*shop).clone()
    });
    turn.published.shop_changed = true;
    Ok(())
}
