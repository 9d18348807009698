//! One SQL text for two engines.
//!
//! What differs stands here: how a JSON parameter becomes rows, and how rows are locked; and what the
//! rules say of states, so that no statement has a list of its own. A statement is written with these
//! words:
//!
//! | word | SQLite | PostgreSQL |
//! |---|---|---|
//! | `{rows}` | the elements of `$1` as `r` | the same: [`Dialect::rows_of`] |
//! | `{shop}` | the shop of the row `r` | the shop in `$2`, which all rows are of |
//! | `{rows of the shop}` | `{rows}` | `{rows}` with the shop's own row |
//! | `{own shop}` | the shop of the row `r` | the shop of that row |
//! | `{passed over}` | `+`: no index for this column | |
//! | `{for update}` | | `for update` |
//! | `{clustered}` | `without rowid` | |
//! | `{postgres}` | `--`: the rest of the line is none | |
//! | `{sqlite}` | | `--`: the rest of the line is none |
//! | `{distributed}` | | [`DISTRIBUTED`] |
//! | `{now}` | milliseconds by `unixepoch` | milliseconds by `clock_timestamp` |
//! | `{open}` | line `l` of a purchase order has units to come | the same |
//! | `{open stages}` | the stages at which units may come: [`Stage::is_open`] | the same |
//! | `{supply stages}` | those whose units may be promised: [`Stage::is_inbound`] | the same |
//! | `{open states}` | a backorder is not handed over: [`State::may_be_cancelled`] | the same |
//! | `{charges on their way}` | those that need nobody: [`charge::State::is_on_its_way`] | the same |
//! | `{refunds under way}` | those not sent yet: [`refund::State::is_under_way`] | the same |
//!
//! A PostgreSQL that keeps its shops on several machines carries a statement out on the one machine
//! of the shop when it says for each table that `shop_id` is the one parameter. It is not enough that
//! a column of one table is that of another, or of a row in a parameter. What is inserted must come
//! from a row of the shop there, which is why `{rows of the shop}` reads it. A test looks at every
//! text (`tests/one_shop.rs`). On SQLite one statement takes the rows of all shops that wait.

use dockline_domain::backorder::State;
use dockline_domain::payment::{charge, refund};
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

/// Where Citus is installed, every table that has none yet gets its place on the machines: by shop,
/// rows of one shop together. What is unique is so in its shop there. A migration that makes a table
/// ends with it. Migrations that have run are compared with their text, so it is never changed.
const DISTRIBUTED: &str = "do $$
declare
    one text;
begin
    if not exists (select from pg_proc where proname = 'create_distributed_table') then
        return;
    end if;
    if not exists (select from pg_dist_partition where logicalrelid = 'shops'::regclass) then
        alter table shops drop constraint shops_slug_unique;
        alter table orders drop constraint orders_token_unique;
        create unique index orders_token_unique on orders (shop_id, token);
        alter table api_keys drop constraint api_keys_hash_unique;
        create unique index api_keys_hash_unique on api_keys (shop_id, hash);
        alter table sessions drop constraint sessions_hash_unique;
        perform create_distributed_table('shops', 'id');
        perform create_reference_table('shop_slugs');
    end if;
    for one in
        select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'shop_id'
        where c.relkind = 'r' and c.relnamespace = (select relnamespace from pg_class where oid = 'shops'::regclass)
            and not exists (select from pg_dist_partition p where p.logicalrelid = c.oid)
        order by c.relname
    loop
        perform create_distributed_table(one::regclass, 'shop_id', colocate_with => 'shops');
    end loop;
end $$;";

/// Writes a text for one engine.
pub(crate) fn for_dialect(text: &str, dialect: Dialect) -> String {
    let rows = dialect.rows_of(1, None);
    let own_rows = format!("{rows} join shops own on own.id = $2");
    let engine = match dialect {
        Dialect::Sqlite => [
            ("{rows}", rows.as_str()),
            ("{rows of the shop}", rows.as_str()),
            ("{shop}", "r.value ->> 'shop'"),
            ("{own shop}", "r.value ->> 'shop'"),
            ("{passed over}", "+"),
            ("{for update}", ""),
            ("{clustered}", "without rowid"),
            ("{postgres}", "--"),
            ("{sqlite}", ""),
            ("{distributed}", ""),
            ("{now}", "cast(unixepoch('subsec') * 1000 as integer)"),
        ],
        Dialect::Postgres => [
            ("{rows}", rows.as_str()),
            ("{rows of the shop}", own_rows.as_str()),
            ("{shop}", "$2"),
            ("{own shop}", "own.id"),
            ("{passed over}", ""),
            ("{for update}", "for update"),
            ("{clustered}", ""),
            ("{postgres}", ""),
            ("{sqlite}", "--"),
            ("{distributed}", DISTRIBUTED),
            (
                "{now}",
                "cast(extract(epoch from clock_timestamp()) * 1000 as bigint)",
            ),
        ],
    };
    let text = engine
        .into_iter()
        .fold(text.to_owned(), |text, (word, meaning)| {
            text.replace(word, meaning)
        });
    rules()
        .into_iter()
        .fold(text, |text, (word, meaning)| text.replace(word, &meaning))
}

/// What the words mean that stand for a rule, on both engines.
fn rules() -> [(&'static str, String); 6] {
    let stages = |is_in: fn(Stage) -> bool| {
        list(
            Stage::ALL
                .into_iter()
                .filter(|stage| is_in(*stage))
                .map(Stage::name),
        )
    };
    let charges = charge::State::ALL.into_iter();
    let charges = charges.filter(|state| state.is_on_its_way());
    let refunds = refund::State::ALL.into_iter();
    let refunds = refunds.filter(|state| state.is_under_way());
    [
        (
            "{open}",
            "(l.quantity > l.received + l.written_off)".to_owned(),
        ),
        ("{open stages}", stages(Stage::is_open)),
        ("{supply stages}", stages(Stage::is_inbound)),
        ("{open states}", list(State::OPEN.into_iter())),
        (
            "{charges on their way}",
            list(charges.map(charge::State::name)),
        ),
        (
            "{refunds under way}",
            list(refunds.map(refund::State::name)),
        ),
    ]
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
    /// Whether PostgreSQL is told the shop of the rows by the second parameter.
    pub(crate) fn is_of_one_shop(&self) -> bool {
        self.text.contains("{shop}") || self.text.contains("{own shop}")
    }

    /// A key that a row does not have is null in SQL, and nothing says so. So wherever debug
    /// assertions are on, as in tests, every key that the statement reads must be there.
    pub(crate) fn check_keys(&self, row: &[u8]) {
        let row: serde_json::Map<String, serde_json::Value> =
            serde_json::from_slice(row).expect("a row is an object");
        let mut read: BTreeSet<&str> = self
            .text
            .split("r.value ->> '")
            .skip(1)
            .filter_map(|rest| rest.split('\'').next())
            .collect();
        if self.is_of_one_shop() {
            read.insert("shop");
        }
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
