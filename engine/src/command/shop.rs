//! Shops and their rules.

use super::Command;
use super::day::{pass_cut_off, set_cut_off_day};
use crate::error::ExecuteError;
use crate::event::Event;
use crate::store::json::json;
use crate::store::shops;
use crate::writer::turn::Turn;
use dockline_domain::shop::{RulesChange, ShopRules};
use dockline_view::Shop;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::sync::Arc;

/// What tells some rules from others: what an edit of them rests on. 52 bits of a digest, since it
/// is also written as a JSON number (`limits::JSON_NUMBER_MAX` of the domain).
pub fn rules_mark(rules: &ShopRules) -> i64 {
    let digest = Sha256::digest(json(rules));
    digest[..7]
        .iter()
        .fold(0, |mark, byte| mark << 8 | i64::from(*byte))
        >> 4
}

/// Change the rules of a shop: everything shown of it follows.
#[derive(Debug, Clone)]
pub struct ChangeShop {
    /// What changes.
    pub change: RulesChange,
    /// Only when the rules still have this mark.
    pub if_mark: Option<i64>,
}

/// The rules of a shop after a change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShopChanged {
    /// All of them.
    pub rules: ShopRules,
}

impl Command for ChangeShop {
    type Answer = ShopChanged;

    async fn run(self, turn: &mut Turn<'_>) -> Result<ShopChanged, ExecuteError> {
        let shop = turn.shop();
        let mark = rules_mark(&shop.rules);
        if self.if_mark.is_some_and(|expected| expected != mark) {
            return Err(ExecuteError::Outdated { version: mark });
        }
        let rules = shop
            .rules
            .changed(&self.change)
            .map_err(ExecuteError::Invalid)?;
        if rules != shop.rules {
            shops::save_rules(turn.session, &shop.id, &rules).await?;
            turn.state.shop = Arc::new(Shop {
                rules: rules.clone(),
                ..(*shop).clone()
            });
            turn.published.shop_changed = true;
            turn.log(Event::ShopChanged {
                before: shop.rules.clone(),
                rules: rules.clone(),
            });
            // Another cut-off may be still to come today, or have passed.
            if rules.cut_off != shop.rules.cut_off {
                set_cut_off_day(turn, None).await?;
                pass_cut_off(turn).await?;
            }
        }
        Ok(ShopChanged { rules })
    }
}
