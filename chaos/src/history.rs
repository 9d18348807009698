//! What clients asked, and what they were told: who, when, of which node, and the answer.

use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// A time of the run, since its start.
pub type At = Duration;

/// Where a question was sent, and how long the answer took.
#[derive(Debug, Clone, Copy)]
pub struct Call {
    /// Which node.
    pub node: usize,
    /// When it was sent.
    pub called: At,
    /// When it was answered, or given up.
    pub answered: At,
    /// Whether the node ran the newer of two programs.
    pub newer: bool,
}

/// What a client wanted to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wish {
    /// An order; its mail address holds the mark.
    Place,
    /// An order is cancelled, all of it.
    Cancel {
        /// The secret of its link.
        token: String,
    },
    /// Units of an order are cancelled, or wait for another variant, or its details change.
    Alter,
    /// Units on hand are counted up or down; the reason is the mark.
    Adjust {
        /// Of what.
        sku: String,
        /// By how many.
        units: i64,
    },
    /// A purchase order whose reference is the mark.
    Order,
    /// Its date moves; the basis is the mark.
    Dates,
    /// A milestone whose note is the mark.
    Milestone,
    /// A receipt whose delivery note is the mark.
    Receive {
        /// Of what.
        sku: String,
        /// How many.
        units: i64,
    },
    /// A product whose title is the mark.
    Save {
        /// Which.
        handle: String,
    },
    /// The same by a file of another shop system.
    Import {
        /// Which.
        handle: String,
    },
    /// A parcel is packed.
    Pack,
    /// A packed parcel is given to a carrier; its tracking number is the mark.
    HandOver,
    /// Someone waits for a variant; their mail address holds the mark.
    Wait,
    /// Units of an order go ahead in line.
    Prefer,
}

impl Wish {
    /// Its name in the report.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Place => "place an order",
            Self::Cancel { .. } => "cancel an order",
            Self::Alter => "change an order",
            Self::Adjust { .. } => "adjust stock",
            Self::Order => "enter a purchase order",
            Self::Dates => "move a date",
            Self::Milestone => "record a milestone",
            Self::Receive { .. } => "receive goods",
            Self::Save { .. } => "save a product",
            Self::Import { .. } => "import a product",
            Self::Pack => "pack a parcel",
            Self::HandOver => "hand a parcel over",
            Self::Wait => "wait for a variant",
            Self::Prefer => "give priority",
        }
    }
}

/// What became of a wish.
#[derive(Debug, Clone)]
pub enum End {
    /// It was done, and this was said.
    Done {
        /// The document.
        body: Value,
    },
    /// It was refused.
    Refused,
    /// Nobody said.
    Unknown,
}

/// A wish, all calls for it, and what became of it.
#[derive(Debug, Clone)]
pub struct Deed {
    /// Which shop.
    pub shop: usize,
    /// What was wanted.
    pub wish: Wish,
    /// A text of this wish alone, which stands in the database where it was done.
    pub mark: String,
    /// What was sent; with a mark as its key unless it is sent once only.
    pub question: Question,
    /// Every call, the answered one last.
    pub calls: Vec<Call>,
    /// The end.
    pub end: End,
}

impl Deed {
    /// When it can have been done at the earliest.
    pub fn called(&self) -> At {
        self.calls.first().map_or(At::ZERO, |call| call.called)
    }

    /// When it was answered, if it was.
    pub fn answered(&self) -> Option<At> {
        let last = self.calls.last()?;
        (!matches!(self.end, End::Unknown)).then_some(last.answered)
    }

    /// What was said when it was done.
    pub fn said(&self) -> Option<&Value> {
        match &self.end {
            End::Done { body } => Some(body),
            End::Refused | End::Unknown => None,
        }
    }

    /// Whether a call before the answered one was lost, and may have been carried out.
    pub fn was_in_doubt(&self) -> bool {
        self.calls.len() > 1 || matches!(self.end, End::Unknown)
    }
}

/// A request.
#[derive(Debug, Clone)]
pub struct Question {
    /// Its method.
    pub method: reqwest::Method,
    /// Its path.
    pub path: String,
    /// The merchant's key, where one is needed.
    pub secret: Option<String>,
    /// Its idempotency key.
    pub key: Option<String>,
    /// Its document; a text is a file of comma-separated values.
    pub body: Option<Value>,
}

/// What was read.
#[derive(Debug, Clone)]
pub struct Reading {
    /// Which client.
    pub client: usize,
    /// Which shop.
    pub shop: usize,
    /// What: an address.
    pub path: String,
    /// Where and when.
    pub call: Call,
    /// The version that it says it is of.
    pub version: i64,
    /// What it says, by [`content`].
    pub body: String,
}

/// What an answer says, without when its node read it: nodes read at different times, and what is
/// shown is the same from one event that changes it to the next.
pub fn content(text: &str) -> String {
    match serde_json::from_str(text) {
        Ok(Value::Object(mut fields)) => {
            fields.remove("as_of");
            fields.remove("version");
            Value::Object(fields).to_string()
        }
        _ => text.to_owned(),
    }
}

/// All of it.
pub struct History {
    /// The start of the run.
    pub began: Instant,
    record: Mutex<Record>,
}

/// What is recorded.
#[derive(Default)]
pub struct Record {
    /// What was wanted.
    pub deeds: Vec<Deed>,
    /// What was read.
    pub readings: Vec<Reading>,
    /// Answers by status, and calls that were lost.
    pub answers: BTreeMap<String, usize>,
    /// How long the longest wait was that ended with an answer.
    pub longest: Duration,
    /// What happened to nodes and database.
    pub faults: BTreeMap<&'static str, usize>,
    /// What is not as it should be.
    pub findings: Vec<String>,
}

/// Most findings that are printed; the rest is counted.
pub const FINDINGS_MAX: usize = 40;

impl History {
    /// An empty one that begins now.
    pub fn begin() -> Self {
        Self {
            began: Instant::now(),
            record: Mutex::default(),
        }
    }

    /// The time of the run.
    pub fn now(&self) -> At {
        self.began.elapsed()
    }

    /// Adds to it, or reads it.
    pub fn with<T>(&self, work: impl FnOnce(&mut Record) -> T) -> T {
        work(&mut self.record.lock().expect("nobody panics while recording"))
    }

    /// Something that is not as it should be.
    pub fn found(&self, what: String) {
        let at = self.now().as_secs_f32();
        self.with(|record| {
            if record.findings.len() < FINDINGS_MAX {
                eprintln!("FINDING ({at:.1} s): {what}");
            }
            record.findings.push(what);
        });
    }
}
