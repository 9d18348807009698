//! A row of either engine, read by column name into plain values.

use super::StoreError;
use dockline_domain::dates::Window;
use dockline_domain::input::Invalid;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::de::DeserializeOwned;
use sqlx::Row as _;
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;

/// A row.
pub(crate) enum Row {
    /// Of SQLite.
    Sqlite(SqliteRow),
    /// Of PostgreSQL.
    Postgres(PgRow),
}

/// What a column holds is not what this program writes there.
pub(crate) fn inconsistent(column: &str, problem: impl std::fmt::Display) -> StoreError {
    StoreError::Inconsistent {
        column: column.to_owned(),
        problem: problem.to_string(),
    }
}

impl Row {
    /// A whole number.
    pub(crate) fn int(&self, column: &str) -> Result<i64, StoreError> {
        self.optional_int(column)?
            .ok_or_else(|| inconsistent(column, "is null"))
    }

    /// A whole number or null.
    pub(crate) fn optional_int(&self, column: &str) -> Result<Option<i64>, StoreError> {
        Ok(match self {
            Self::Sqlite(row) => row.try_get(column)?,
            Self::Postgres(row) => row.try_get(column)?,
        })
    }

    /// A count that fits the rules' units.
    pub(crate) fn units(&self, column: &str) -> Result<u32, StoreError> {
        u32::try_from(self.int(column)?).map_err(|error| inconsistent(column, error))
    }

    /// A sum of counts: it may be more than one count holds.
    pub(crate) fn sum(&self, column: &str) -> Result<u64, StoreError> {
        u64::try_from(self.int(column)?).map_err(|error| inconsistent(column, error))
    }

    /// A truth value.
    pub(crate) fn flag(&self, column: &str) -> Result<bool, StoreError> {
        Ok(match self {
            Self::Sqlite(row) => row.try_get::<i64, _>(column)? != 0,
            Self::Postgres(row) => row.try_get::<i16, _>(column)? != 0,
        })
    }

    /// A text.
    pub(crate) fn text(&self, column: &str) -> Result<String, StoreError> {
        self.optional_text(column)?
            .ok_or_else(|| inconsistent(column, "is null"))
    }

    /// A text or null.
    pub(crate) fn optional_text(&self, column: &str) -> Result<Option<String>, StoreError> {
        Ok(match self {
            Self::Sqlite(row) => row.try_get(column)?,
            Self::Postgres(row) => row.try_get(column)?,
        })
    }

    /// A text that is a name or id of the rules.
    pub(crate) fn parsed<T>(
        &self,
        column: &str,
        parse: impl FnOnce(&str) -> Result<T, Invalid>,
    ) -> Result<T, StoreError> {
        parse(&self.text(column)?).map_err(|error| inconsistent(column, error))
    }

    /// A text of a certain form, or null.
    pub(crate) fn optional_parsed<T>(
        &self,
        column: &str,
        parse: impl FnOnce(&str) -> Result<T, Invalid>,
    ) -> Result<Option<T>, StoreError> {
        self.optional_text(column)?
            .map(|text| parse(&text).map_err(|error| inconsistent(column, error)))
            .transpose()
    }

    /// A JSON document.
    pub(crate) fn json<T: DeserializeOwned>(&self, column: &str) -> Result<T, StoreError> {
        serde_json::from_str(&self.text(column)?).map_err(|error| inconsistent(column, error))
    }

    /// A JSON document or null.
    pub(crate) fn optional_json<T: DeserializeOwned>(
        &self,
        column: &str,
    ) -> Result<Option<T>, StoreError> {
        let text = self.optional_text(column)?;
        text.map(|text| serde_json::from_str(&text).map_err(|error| inconsistent(column, error)))
            .transpose()
    }

    /// An instant.
    pub(crate) fn time(&self, column: &str) -> Result<Timestamp, StoreError> {
        Timestamp::from_millisecond(self.int(column)?).map_err(|error| inconsistent(column, error))
    }

    /// An instant or null.
    pub(crate) fn optional_time(&self, column: &str) -> Result<Option<Timestamp>, StoreError> {
        let ms = self.optional_int(column)?;
        ms.map(|ms| Timestamp::from_millisecond(ms).map_err(|error| inconsistent(column, error)))
            .transpose()
    }

    /// A local date or null.
    pub(crate) fn optional_date(&self, column: &str) -> Result<Option<Date>, StoreError> {
        let text = self.optional_text(column)?;
        text.map(|text| text.parse().map_err(|error| inconsistent(column, error)))
            .transpose()
    }

    /// A window in two columns, or null in both.
    pub(crate) fn window(
        &self,
        earliest: &str,
        latest: &str,
    ) -> Result<Option<Window>, StoreError> {
        match (self.optional_date(earliest)?, self.optional_date(latest)?) {
            (Some(from), Some(to)) => Window::new(from, to)
                .map(Some)
                .map_err(|error| inconsistent(latest, error)),
            _ => Ok(None),
        }
    }
}
