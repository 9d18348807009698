//! Mails as trees of sentences.
//!
//! A mail is made of the sentences that pages say, and of nothing else: it holds no markup. Its text
//! and its HTML are both written from the tree, so they say the same.

mod notice;
mod order;
mod payment;
mod waitlist;
mod withdrawal;

pub use notice::{answer_recorded, notice};
pub use order::{cancelled, confirmation, delivered, dispatched, moved, told_before, told_dates};
pub use payment::{PaymentMail, RefundMail, passed_on, payment, refund};
pub use waitlist::{waitlist_back, waitlist_confirm};
pub use withdrawal::withdrawal_received;

use crate::{Lang, words};
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
    /// Where its reader ends such mails; none for a mail that is no courtesy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unsubscribe: Option<String>,
}

impl Mail {
    /// The mail for those who may not change orders. Anyone who has the link to the order's page
    /// can cancel the order or send it elsewhere, so a sentence stands in its place.
    #[must_use]
    pub fn without_order_link(mut self) -> Self {
        for block in &mut self.blocks {
            if matches!(block, Block::Choice(_) | Block::Choices(_)) {
                *block = Block::Note(words(self.lang).say("mail-link-hidden"));
            }
            // It ends mails of somebody else.
            if let (Block::Links(links), Some(own)) = (block, &self.unsubscribe) {
                links.retain(|link| link.href != *own);
            }
        }
        self.unsubscribe = None;
        self
    }
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
    /// The page of the order, where all can be done that its shopper may do.
    Choice(Link),
    /// What people may choose: none of it looks as if it were the better one.
    Choices(Vec<Link>),
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
