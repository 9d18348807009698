//! One SQL text for two engines.
//!
//! What differs stands here: how a JSON parameter becomes rows, and how rows are locked; and what the
//! rules say of states, so that no statement has a list of its own. A statement is written with these
//! words:
//!
//! | word | SQLite | PostgreSQL |
//! |---|---|---|
//! | `{rows}` | the elements of `$1` as `r` | the same: [`Dialect::rows_of`] |
//! | `{for update}` | | `for update` |
//! | `{clustered}` | `without rowid` | |
//! | `{now}` | milliseconds by `unixepoch` | milliseconds by `clock_timestamp` |
//! | `{open}` | line `l` of a purchase order has units to come | the same |
//! | `{open stages}` | the stages at which units may come: [`Stage::is_open`] | the same |
//! | `{supply stages}` | those whose units may be promised: [`Stage::is_inbound`] | the same |
//! | `{open states}` | a backorder is not handed over: [`State::may_be_cancelled`] | the same |

use dockline_domain::backorder::State;
use dockline_domain::supply::Stage;
use std::collections::BTreeSet;
use std::sync::OnceLock;

/// The kind of a database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// SQLite.
    Sqlite,
    /// PostgreSQL.
    Postgres,
}

impl Dialect {
    /// How the JSON array of objects in a parameter becomes rows: all of them, or none.
    ///
    /// PostgreSQL takes an array for a hundred rows, and keeps a plan that it made while a table was
    /// small. Rather than look for a hundred rows one by one, such a plan reads the table from end to
    /// end, with every order, until somebody counts the rows. Of a condition that it has no figures
    /// of it expects that one row meets it, so it looks for each by an index; and every row is an
    /// object.
    pub(crate) fn rows_of(self, parameter: usize, condition: Option<&str>) -> String {
        match (self, condition) {
            (Self::Sqlite, None) => format!("jsonb_each(${parameter}) as r"),
            (Self::Sqlite, Some(holds)) => {
                format!("(select value from jsonb_each(${parameter}) where {holds}) as r")
            }
            (Self::Postgres, condition) => format!(
                "(select value from jsonb_array_elements(${parameter}::jsonb) as one(value) \
                where jsonb_typeof(value) = 'object'{}) as r",
                condition.map_or_else(String::new, |holds| format!(" and {holds}"))
            ),
        }
    }
}

/// Writes a text for one engine.
pub(crate) fn for_dialect(text: &str, dialect: Dialect) -> String {
    let rows = dialect.rows_of(1, None);
    let engine = match dialect {
        Dialect::Sqlite => [
            ("{rows}", rows.as_str()),
            ("{for update}", ""),
            ("{clustered}", "without rowid"),
            ("{now}", "cast(unixepoch('subsec') * 1000 as integer)"),
        ],
        Dialect::Postgres => [
            ("{rows}", rows.as_str()),
            ("{for update}", "for update"),
            ("{clustered}", ""),
            (
                "{now}",
                "cast(extract(epoch from clock_timestamp()) * 1000 as bigint)",
            ),
        ],
    };
    let stages = |is_in: fn(Stage) -> bool| {
        list(
            Stage::ALL
                .into_iter()
                .filter(|stage| is_in(*stage))
                .map(Stage::name),
        )
    };
    let rules = [
        (
            "{open}",
            "(l.quantity > l.received + l.written_off)".to_owned(),
        ),
        ("{open stages}", stages(Stage::is_open)),
        ("{supply stages}", stages(Stage::is_inbound)),
        ("{open states}", list(State::OPEN.into_iter())),
    ];
    let text = engine
        .into_iter()
        .fold(text.to_owned(), |text, (word, meaning)| {
            text.replace(word, meaning)
        });
    rules
        .into_iter()
        .fold(text, |text, (word, meaning)| text.replace(word, &meaning))
}

/// Names of the rules, none of which holds a quotation mark, as a list of SQL.
fn list(names: impl Iterator<Item = &'static str>) -> String {
    let quoted: Vec<String> = names.map(|name| format!("'{name}'")).collect();
    format!("({})", quoted.join(", "))
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

impl Statement {
    /// A key that a row does not have is null in SQL, and nothing says so. So wherever debug
    /// assertions are on, as in tests, every key that the statement reads must be there.
    pub(crate) fn check_keys(&self, row: &[u8]) {
        let row: serde_json::Map<String, serde_json::Value> =
            serde_json::from_slice(row).expect("a row is an object");
        let read: BTreeSet<&str> = self
            .text
            .split("r.value ->> '")
            .skip(1)
            .filter_map(|rest| rest.split('\'').next())
            .collect();
        let written: BTreeSet<&str> = row.keys().map(String::as_str).collect();
        assert!(
            read.is_subset(&written),
            "{read:?} of {written:?}: {}",
            self.text
        );
    }
}

/// Declares the statements of a file and lists them in `ALL`.
macro_rules! statements {
    ($($(#[$doc:meta])* $name:ident = $text:expr;)*) => {
        $($(#[$doc])* pub(in crate::store) static $name: $crate::store::Statement = $crate::store::Statement::new($text);)*
        /// The statements of this file.
        #[cfg(test)]
        pub(crate) const ALL: &[&$crate::store::Statement] = &[$(&$name),*];
    };
}
pub(crate) use statements;
