//! Whether the database takes what is written.

use super::statement::{Dialect, Statement};
use super::{Database, StoreError};

/// A number that is another each time: SQLite writes no page that stays as it is.
static TRY: Statement = Statement::new("update _schema set tried_at = {now}");

impl Database {
    /// Writes a little on the way that the writer goes, and makes it last. One statement that
    /// commits by itself: nobody waits for a node that is paused in the middle of it.
    pub(crate) async fn try_writing(&self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite { write, .. } => {
                let text = TRY.text(Dialect::Sqlite);
                sqlx::query(text).execute(write).await?;
            }
            Self::Postgres(postgres) => {
                let text = TRY.text(Dialect::Postgres);
                let mut connection = postgres.read.acquire().await?;
                // In one message: a pooler may lend another connection for the next one.
                if let Err(error) = sqlx::raw_sql(text).execute(&mut *connection).await {
                    // It may have been opened while the server only read; the next one asks anew.
                    connection.close_on_drop();
                    return Err(error.into());
                }
            }
        }
        Ok(())
    }
}
