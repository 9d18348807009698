//! The texts by which people and products are compared and found, of rows that a program before
//! this one wrote.

use super::Single;
use crate::error::ExecuteError;
use crate::store::{catalogue, orders, shops};
use crate::writer::unit::Unit;
use futures::future::BoxFuture;
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

impl Single for FoldTexts {
    type Answer = Folded;

    fn run<'a>(self, unit: &'a mut Unit<'_>) -> BoxFuture<'a, Result<Folded, ExecuteError>>
    where
        Self: 'a,
    {
        Box::pin(async move {
            let shop = unit.shop();
            if let Folded::Persons(after) = &self.behind {
                let last = orders::fold_persons(unit.session, &shop.id, after, CHUNK).await?;
                return Ok(last.map_or_else(|| Folded::Products(String::new()), Folded::Persons));
            }
            if let Folded::Products(after) = &self.behind
                && let Some(last) =
                    catalogue::fold_products(unit.session, &shop.id, after, CHUNK).await?
            {
                return Ok(Folded::Products(last));
            }
            shops::all_folded(unit.session, &shop.id).await?;
            Ok(Folded::All)
        })
    }
}
