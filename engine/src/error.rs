//! What may come of asking the engine.

use crate::store::StoreError;
use dockline_domain::id::Sku;
use dockline_domain::input::FieldError;
use dockline_domain::order::Shortfall;
use dockline_domain::refusal::Refusal;
use dockline_view::VariantSnapshot;
use std::sync::Arc;

/// Why a command was not carried out. Nothing was changed, unless it says so.
#[derive(Debug, Clone, thiserror::Error)]
pub enum ExecuteError {
    /// There is no such thing in this shop.
    #[error("{what} {name} is not known")]
    NotFound {
        /// What kind of thing.
        what: &'static str,
        /// As it was named.
        name: String,
        /// Where it was named, as a JSON pointer into the input.
        pointer: Option<String>,
    },
    /// Some fields are wrong.
    #[error("some fields are wrong")]
    Invalid(Vec<FieldError>),
    /// Not all of an order can be had.
    #[error("not all of the order can be had")]
    NotAvailable(Vec<ShortLine>),
    /// The present state does not allow it.
    #[error("{0}")]
    Conflict(Refusal),
    /// It was changed by somebody else since it was read.
    #[error("it was changed since it was read")]
    Outdated {
        /// Its present version.
        version: i64,
    },
    /// The idempotency key was used for a different request.
    #[error("this idempotency key was used for a different request")]
    KeyReused,
    /// Too many commands are waiting, or it took longer than it may.
    #[error("too many commands are waiting")]
    Busy,
    /// The database is away.
    #[error("the database is away")]
    Away,
    /// The database broke off while this was being committed. It may be carried out, or not: the
    /// same command with the same idempotency key finds out.
    #[error("it is not known whether it was carried out")]
    OutcomeUnknown,
    /// Something broke; the details are in the server's log.
    #[error("internal error")]
    Internal,
}

/// A line of an order that falls short, with what is possible now.
#[derive(Debug, Clone)]
pub struct ShortLine {
    /// Which variant.
    pub sku: Sku,
    /// Units asked for.
    pub wanted: u32,
    /// Why.
    pub shortfall: Shortfall,
    /// The state it was decided on.
    pub snapshot: Arc<VariantSnapshot>,
}

impl From<StoreError> for ExecuteError {
    fn from(error: StoreError) -> Self {
        let told = Self::of(&error);
        if matches!(told, Self::Internal) {
            tracing::error!(%error, "a command failed in the database");
        }
        told
    }
}

impl From<Refusal> for ExecuteError {
    fn from(refused: Refusal) -> Self {
        Self::Conflict(refused)
    }
}

impl ExecuteError {
    /// What is told of an error of the database.
    pub(crate) fn of(error: &StoreError) -> Self {
        match error {
            StoreError::Busy => Self::Busy,
            StoreError::Away(_) => Self::Away,
            StoreError::Unanswered(_) => Self::OutcomeUnknown,
            StoreError::Database(_)
            | StoreError::Migration(_)
            | StoreError::NotFolded
            | StoreError::OlderProgram { .. }
            | StoreError::Inconsistent { .. }
            | StoreError::Unreadable { .. }
            | StoreError::Stopped { .. }
            | StoreError::SecretKey(_)
            | StoreError::Address(_) => Self::Internal,
        }
    }

    /// Something is not known.
    pub fn not_found(what: &'static str, name: impl Into<String>) -> Self {
        Self::NotFound {
            what,
            name: name.into(),
            pointer: None,
        }
    }

    /// One field is wrong.
    pub fn field(pointer: impl Into<String>, detail: impl Into<String>) -> Self {
        Self::Invalid(vec![FieldError::new(pointer, detail)])
    }
}

/// Why a question was not answered.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// There is no such thing.
    #[error("{what} {name} is not known")]
    NotFound {
        /// What kind of thing.
        what: &'static str,
        /// As it was named.
        name: String,
    },
    /// The list did not issue this cursor.
    #[error("this list did not issue that cursor")]
    BadCursor,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl ReadError {
    /// Something is not known.
    pub fn not_found(what: &'static str, name: impl Into<String>) -> Self {
        Self::NotFound {
            what,
            name: name.into(),
        }
    }
}
