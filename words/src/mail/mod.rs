//! Mails as trees of sentences.
//!
//! A mail is made of the sentences that pages say, and of nothing else: it holds no markup. Its text
//! and its HTML are both written from the tree, so they say the same.

mod order;

pub use order::{cancelled, confirmation, delivered, dispatched, moved, told_dates};

use crate::Lang;
use serde::{Deserialize, Serialize};

/// A mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mail {
    /// The language it is in.
    pub lang: Lang,
    /// Who writes: the shop.
    pub from: String,
    pub subject: String,
    /// What a list of mails shows beside the subject: the date.
    pub preview: String,
    pub blocks: Vec<Block>,
}

/// A part of a mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Block {
    /// What the mail says, in one sentence.
    Heading(String),
    Text(String),
    /// What something is called, and what it is.
    Facts(Vec<(String, String)>),
    /// Goods.
    Items(Vec<Item>),
    /// What can be done now.
    Choice(Link),
    /// What stands beside, such as when the next news comes.
    Note(String),
    /// What can be read elsewhere.
    Links(Vec<Link>),
}

/// Some of what was ordered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    pub name: String,
    /// What is to be said of it, each in a line of its own.
    pub details: Vec<String>,
    /// What it costs; may be empty.
    pub amount: String,
}

/// A page of the shop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    pub text: String,
    /// A whole address.
    pub href: String,
}
