//! One event: what it says of which purchase orders.

use dockline_domain::input::is_disruptive;
use dockline_domain::limits::TEXT_CHARS_MAX;
use dockline_domain::milestone::Correction;
use dockline_domain::supply::Stage;
use jiff::Timestamp;
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use std::collections::HashSet;
use std::fmt::Write as _;

use super::{reference, shape, stage};

/// Longest id of an event, in bytes; those of the standard have about 100.
const ID_BYTES_MAX: usize = 500;
/// Most events that one declaration names as the right ones.
const CORRECTIVE_MAX: usize = 100;
/// Most business transactions of one event.
const TRANSACTIONS_MAX: usize = 1_000;

/// The types of the standard. Others are extensions, whose fields nobody here knows.
const TYPES: [&str; 5] = [
    "ObjectEvent",
    "AggregationEvent",
    "TransactionEvent",
    "TransformationEvent",
    "AssociationEvent",
];

/// An event as it was understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventRead {
    /// Its `eventID`, or a digest of its content.
    pub id: String,
    /// What it says.
    pub meaning: Meaning,
}

/// What an event says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Meaning {
    /// Purchase orders are at a stage.
    Reached {
        /// Which: each with the URI it is called by and the names it may have here, the likeliest
        /// first.
        orders: Vec<(String, Vec<String>)>,
        /// Where they are.
        stage: Stage,
        /// Since when.
        at: Timestamp,
    },
    /// The event with this id was wrong.
    Wrong {
        /// When that was declared.
        declared_at: Timestamp,
        /// Why.
        reason: Option<String>,
        /// Ids of the events that say what is right.
        corrected_by: Vec<String>,
    },
    /// Nothing that concerns the shop, and why.
    Nothing(String),
    /// Something that cannot be kept, and why.
    Unfit(String),
}

impl EventRead {
    /// The correction that the event is, if it is one.
    pub fn correction(&self) -> Option<Correction> {
        match &self.meaning {
            Meaning::Wrong {
                declared_at,
                reason,
                corrected_by,
            } => Some(Correction {
                event: self.id.clone(),
                declared_at: *declared_at,
                reason: reason.clone(),
                corrected_by: corrected_by.clone(),
            }),
            Meaning::Reached { .. } | Meaning::Nothing(_) | Meaning::Unfit(_) => None,
        }
    }
}

/// Reads an event that the schema has found good.
pub fn read(event: &Value) -> EventRead {
    let id = id(event);
    let meaning = if id.len() > ID_BYTES_MAX {
        Meaning::Unfit(format!("its eventID has more than {ID_BYTES_MAX} bytes"))
    } else if event.get("errorDeclaration").is_some() {
        declaration(&event["errorDeclaration"])
    } else {
        report(event)
    };
    EventRead { id, meaning }
}

/// The id of an event: its own, or a digest of its content.
pub fn id(event: &Value) -> String {
    event["eventID"]
        .as_str()
        .map_or_else(|| digest(event), str::to_owned)
}

fn instant(value: &Value) -> Result<Timestamp, Meaning> {
    let time = value.as_str().unwrap_or_default();
    time.parse()
        .map_err(|_| Meaning::Unfit(format!("the time {time} cannot be read")))
}

fn declaration(declaration: &Value) -> Meaning {
    let ids = declaration["correctiveEventIDs"]
        .as_array()
        .map_or(&[][..], Vec::as_slice);
    let corrected_by: Vec<String> = ids
        .iter()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect();
    if corrected_by.len() > CORRECTIVE_MAX || corrected_by.iter().any(|id| id.len() > ID_BYTES_MAX)
    {
        return Meaning::Unfit(format!(
            "it may name up to {CORRECTIVE_MAX} corrective events with ids of up to {ID_BYTES_MAX} bytes"
        ));
    }
    let reason = declaration["reason"].as_str().map(str::to_owned);
    if reason
        .as_ref()
        .is_some_and(|reason| reason.chars().count() > TEXT_CHARS_MAX)
    {
        return Meaning::Unfit(format!(
            "the reason of its errorDeclaration has more than {TEXT_CHARS_MAX} characters"
        ));
    }
    if reason
        .as_deref()
        .is_some_and(|reason| reason.contains(is_disruptive))
    {
        return Meaning::Unfit(
            "the reason of its errorDeclaration has characters that no text may hold".to_owned(),
        );
    }
    instant(&declaration["declarationTime"]).map_or_else(
        |unfit| unfit,
        |declared_at| Meaning::Wrong {
            declared_at,
            reason,
            corrected_by,
        },
    )
}

fn report(event: &Value) -> Meaning {
    let kind = event["type"].as_str().unwrap_or_default();
    if !TYPES.contains(&kind) {
        return Meaning::Nothing(format!("events of the type {kind} are not read"));
    }
    if kind == "TransactionEvent" && event["action"] == "DELETE" {
        return Meaning::Nothing(
            "it takes goods off their transactions, and does not say where they are".to_owned(),
        );
    }
    let transactions = event["bizTransactionList"]
        .as_array()
        .map_or(&[][..], Vec::as_slice);
    if transactions.len() > TRANSACTIONS_MAX {
        return Meaning::Unfit(format!(
            "it has {} business transactions, and may have {TRANSACTIONS_MAX}",
            transactions.len()
        ));
    }
    let orders = orders(transactions);
    if orders.is_empty() {
        return Meaning::Nothing(
            "it names no purchase order: it has no bizTransaction of the type po".to_owned(),
        );
    }
    match (
        stage::of(event["bizStep"].as_str(), event["disposition"].as_str()),
        instant(&event["eventTime"]),
    ) {
        (Err(reason), _) => Meaning::Nothing(reason),
        (Ok(_), Err(unfit)) => unfit,
        (Ok(stage), Ok(at)) => Meaning::Reached { orders, stage, at },
    }
}

/// The purchase orders that an event names, each once.
fn orders(transactions: &[Value]) -> Vec<(String, Vec<String>)> {
    let mut known: HashSet<String> = HashSet::new();
    let uris = transactions
        .iter()
        .filter(|one| one["type"] == "po")
        .map(|one| one["bizTransaction"].as_str().unwrap_or_default());
    let called = |uri: &str| {
        (
            shape::plain(uri).unwrap_or_else(|| uri.to_owned()),
            reference::names(uri),
        )
    };
    uris.map(called)
        .filter(|(called, _)| known.insert(called.clone()))
        .collect()
}

/// A name for an event that has none: the same content has the same. What a declaration adds to the
/// event it copies does not count, nor do the time at which it was recorded and the context, which
/// say nothing of what happened.
fn digest(event: &Value) -> String {
    let mut content = event.clone();
    if let Some(fields) = content.as_object_mut() {
        for field in ["errorDeclaration", "recordTime", "@context"] {
            fields.remove(field);
        }
    }
    content.sort_all_objects();
    let hash = Sha256::digest(content.to_string());
    hash.iter().fold("sha-256:".to_owned(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("a text takes whatever is written");
        text
    })
}
