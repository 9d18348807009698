//! The texts by which people and products are compared and found, of rows that a program before
//! this one wrote.

use super::Command;
use crate::error::ExecuteError;
use crate::store::{catalogue, orders, shops};
use crate::writer::turn::Turn;
use serde::{Deserialize, Serialize};

/// Most rows that are folded at once.
const CHUNK: i64 = 500;

/// How far the texts of a shop are folded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Folded {
    /// The persons up to this id.
    Persons(String),
    /// All persons, and the products up to this handle.
    Products(String),
    /// Everything.
    All,
}

/// Fold the next texts of a shop. Doing it twice, or two processes at once, changes nothing.
#[derive(Debug, Clone)]
pub(crate) struct FoldTexts {
    pub(crate) behind: Folded,
}

impl Command for FoldTexts {
    type Answer = Folded;

    async fn run(self, turn: &mut Turn<'_>) -> Result<Folded, ExecuteError> {
        let shop = turn.shop();
        if let Folded::Persons(after) = &self.behind {
            let last = orders::fold_persons(turn.session, &shop.id, after, CHUNK).await?;
            return Ok(last.map_or_else(|| Folded::Products(String::new()), Folded::Persons));
        }
        if let Folded::Products(after) = &self.behind
            && let Some(last) =
                catalogue::fold_products(turn.session, &shop.id, after, CHUNK).await?
        {
            return Ok(Folded::Products(last));
        }
        shops::all_folded(turn.session, &shop.id).await?;
        Ok(Folded::All)
    }
}
