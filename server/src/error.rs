//! Why the program ends without success.

use crate::config::ConfigError;
use dockline_engine::{ExecuteError, ReadError, StoreError};

/// Why a command ended without success: one line.
#[derive(Debug, thiserror::Error)]
pub enum CliError {
    /// A setting makes no sense.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The database cannot be used.
    #[error("the database cannot be opened: {0}")]
    Store(#[from] StoreError),
    /// Something asked for is not there.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The engine refused.
    #[error("{0}")]
    Refused(String),
    /// A file or socket cannot be used.
    #[error("{what}: {source}")]
    Io {
        /// What was tried.
        what: String,
        /// Why it failed.
        source: std::io::Error,
    },
}

impl From<ExecuteError> for CliError {
    fn from(error: ExecuteError) -> Self {
        match error {
            ExecuteError::Invalid(fields) => {
                let fields: Vec<String> = fields
                    .into_iter()
                    .map(|field| format!("{} {}", field.pointer, field.detail))
                    .collect();
                Self::Refused(fields.join("; "))
            }
            other => Self::Refused(other.to_string()),
        }
    }
}
