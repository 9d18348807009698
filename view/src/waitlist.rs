//! Who wants to hear when something is back.

use crate::{Shop, VariantSnapshot};
use dockline_domain::catalogue::OptionValue;
use dockline_domain::id::PersonId;
use jiff::Timestamp;
use std::sync::Arc;

/// Somebody who wants to hear when a variant is back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitlistView {
    /// Who.
    pub person: PersonId,
    /// Where to write.
    pub email: String,
    /// In which language.
    pub locale: String,
    /// Since when.
    pub joined_at: Timestamp,
    /// Whether they have said that the address is theirs.
    pub confirmed: bool,
}

/// A page of a waitlist, in the order in which people joined.
#[derive(Debug, Clone)]
pub struct WaitlistPage {
    /// The people.
    pub items: Vec<WaitlistView>,
    /// How many there are in all.
    pub people: u32,
    /// Where the next page begins.
    pub next_cursor: Option<String>,
}

/// A place on a waitlist, with what it waits for as it is now.
#[derive(Debug, Clone)]
pub struct PlaceView {
    /// Where to write; empty where nobody does any more.
    pub email: String,
    /// In which language.
    pub locale: String,
    /// What it waits for.
    pub snapshot: Arc<VariantSnapshot>,
    /// The product's title.
    pub title: String,
    /// The variant's options.
    pub options: Vec<OptionValue>,
    /// The secret of the page on which the address is confirmed.
    pub token: String,
    /// The secret of the page on which mails are ended.
    pub leave_token: String,
    /// Whether whoever has the address has said that they asked.
    pub confirmed: bool,
    /// Whether they were told that it can be had, and have not asked again.
    pub told: bool,
    /// Whether any way to have it will do: nothing could be ordered when they asked. Otherwise it has
    /// to be in stock.
    pub wants_any: bool,
}

impl PlaceView {
    /// The shop.
    pub fn shop(&self) -> &Arc<Shop> {
        &self.snapshot.shop
    }
}
