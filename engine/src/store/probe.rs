//! What a node writes that is of no shop: whether the database takes what is written, and that its
//! own clock is wrong.
//!
//! One statement that commits by itself: nobody waits for a node that is paused in the middle of it.

use super::statement::{Dialect, Statement};
use super::{Database, StoreError};
use jiff::SignedDuration;
use sqlx::{AssertSqlSafe, SqlSafeStr, SqlStr};

/// A number that is another each time: SQLite writes no page that stays as it is.
static TRY: Statement = Statement::new("update _schema set tried_at = {now}");
static WRONG_CLOCK: Statement =
    Statement::new("update _schema set clock_ahead_ms = {ahead}, clock_wrong_at = {now}");

impl Database {
    /// Writes a little on the way that the writer goes, and makes it last.
    pub(crate) async fn try_writing(&self) -> Result<(), StoreError> {
        self.write_alone(TRY.text(self.dialect()).into_sql_str())
            .await
    }

    /// Says how far this node's clock is ahead of the database's.
    pub(crate) async fn say_clock_is_wrong(&self, ahead: SignedDuration) -> Result<(), StoreError> {
        let text = WRONG_CLOCK.text(self.dialect());
        let text = text.replace("{ahead}", &ahead.as_millis().to_string());
        self.write_alone(AssertSqlSafe(text).into_sql_str()).await
    }

    async fn write_alone(&self, text: SqlStr) -> Result<(), StoreError> {
        match self {
            Self::Sqlite { write, .. } => {
                sqlx::query(text).execute(write).await?;
            }
            Self::Postgres(postgres) => {
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

    fn dialect(&self) -> Dialect {
        match self {
            Self::Sqlite { .. } => Dialect::Sqlite,
            Self::Postgres(_) => Dialect::Postgres,
        }
    }
}
