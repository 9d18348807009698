//! A transaction of SQLite's one writer.
//!
//! The connection lives on a thread of its own and each call to it costs two switches between
//! threads, about 0.1 ms under load: as much as five orders. So what belongs together is one call:
//! beginning and locking, writing and committing. `sqlx`'s own transactions make each of them a
//! call of its own, and know of none that they have not begun.

use sqlx::pool::PoolConnection;
use sqlx::{Sqlite, SqliteConnection};

/// A connection in a transaction. When it is dropped before the commit, the connection is closed,
/// which undoes everything; the pool opens another.
pub(crate) struct Writing {
    connection: Option<PoolConnection<Sqlite>>,
    begun: bool,
}

impl Writing {
    /// A transaction that its first statement begins.
    pub(super) fn new(connection: PoolConnection<Sqlite>) -> Self {
        Self {
            connection: Some(connection),
            begun: false,
        }
    }

    /// What stands in front of the next statement. The write lock is taken at once, so that no
    /// transaction fails half-way for want of it.
    pub(super) fn prefix(&mut self) -> &'static str {
        if std::mem::replace(&mut self.begun, true) {
            ""
        } else {
            "begin immediate;\n"
        }
    }

    /// The connection.
    pub(super) fn connection(&mut self) -> &mut SqliteConnection {
        self.connection
            .as_mut()
            .expect("it is given back by its end alone")
    }

    /// Gives the connection back after its commit.
    pub(super) fn committed(mut self) {
        drop(self.connection.take());
    }
}

impl Drop for Writing {
    fn drop(&mut self) {
        if let Some(mut connection) = self.connection.take() {
            // The pool would lend it with the transaction still open.
            connection.close_on_drop();
        }
    }
}
