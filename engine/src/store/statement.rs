//! One SQL text for two engines.
//!
//! What differs stands here: how a JSON parameter becomes rows, and how rows are locked. A
//! statement is written with these words:
//!
//! | word | SQLite | PostgreSQL |
//! |---|---|---|
//! | `{rows}` | `jsonb_each($1) as r` | `jsonb_array_elements($1::jsonb) as r(value)` |
//! | `{for update}` | | `for update` |
//! | `{clustered}` | `without rowid` | |

use std::sync::OnceLock;

/// The kind of a database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// SQLite.
    Sqlite,
    /// PostgreSQL.
    Postgres,
}

/// Writes a text for one engine.
pub(crate) fn for_dialect(text: &str, dialect: Dialect) -> String {
    let words = match dialect {
        Dialect::Sqlite => [
            ("{rows}", "jsonb_each($1) as r"),
            ("{for update}", ""),
            ("{clustered}", "without rowid"),
        ],
        Dialect::Postgres => [
            ("{rows}", "jsonb_array_elements($1::jsonb) as r(value)"),
            ("{for update}", "for update"),
            ("{clustered}", ""),
        ],
    };
    words
        .into_iter()
        .fold(text.to_owned(), |text, (word, meaning)| {
            text.replace(word, meaning)
        })
}

/// A named statement.
#[derive(Debug)]
pub(crate) struct Statement {
    text: &'static str,
    sqlite: OnceLock<String>,
    postgres: OnceLock<String>,
}

impl Statement {
    /// Names a text.
    pub(crate) const fn new(text: &'static str) -> Self {
        Self {
            text,
            sqlite: OnceLock::new(),
            postgres: OnceLock::new(),
        }
    }

    /// The text for one engine.
    pub(crate) fn text(&'static self, dialect: Dialect) -> &'static str {
        let cell = match dialect {
            Dialect::Sqlite => &self.sqlite,
            Dialect::Postgres => &self.postgres,
        };
        // Written once in the life of the process: the text is also the name by which the driver
        // keeps it prepared.
        cell.get_or_init(|| for_dialect(self.text, dialect))
    }
}

/// Declares the statements of a file and lists them in `ALL`.
macro_rules! statements {
    ($($(#[$doc:meta])* $name:ident = $text:expr;)*) => {
        $($(#[$doc])* static $name: $crate::store::Statement = $crate::store::Statement::new($text);)*
        /// The statements of this file.
        #[cfg(test)]
        pub(crate) const ALL: &[&$crate::store::Statement] = &[$(&$name),*];
    };
}
pub(crate) use statements;
