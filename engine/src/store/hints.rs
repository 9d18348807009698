//! Hints that other nodes have written, by PostgreSQL's `NOTIFY`.

use super::StoreError;
use dockline_domain::id::ShopId;
use sqlx::PgPool;
use sqlx::postgres::PgListener;

/// What a hint says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Hint {
    /// A shop has an event of this number.
    Moved(ShopId, i64),
    /// Any shop may have new events: hints were lost with their connection, or a program before
    /// this one has sent one without a word.
    Anywhere,
}

impl Hint {
    /// As it is sent; `at_once` writes the same in SQL.
    pub(super) fn text(shop: &ShopId, seq: i64) -> String {
        format!("{shop} {seq}")
    }

    fn read(text: &str) -> Self {
        let moved = text.split_once(' ').and_then(|(shop, seq)| {
            Some(Self::Moved(ShopId::parse(shop).ok()?, seq.parse().ok()?))
        });
        moved.unwrap_or(Self::Anywhere)
    }
}

/// Receives hints.
pub(crate) struct Hints(Option<PgListener>);

impl Hints {
    /// Of a database that gives none.
    pub(super) fn none() -> Self {
        Self(None)
    }

    pub(super) async fn of(pool: &PgPool) -> Result<Self, StoreError> {
        let mut listener = PgListener::connect_with(pool).await?;
        listener.listen("dockline").await?;
        Ok(Self(Some(listener)))
    }

    /// The next hint.
    pub(crate) async fn next(&mut self) -> Result<Hint, StoreError> {
        match &mut self.0 {
            None => std::future::pending().await,
            Some(listener) => Ok(match listener.try_recv().await? {
                Some(hint) => Hint::read(hint.payload()),
                None => Hint::Anywhere,
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hint_is_read_as_it_was_sent_and_anything_else_means_anywhere() {
        let shop = ShopId::parse("shop_01").unwrap();
        let sent = Hint::text(&shop, 42);
        assert_eq!(Hint::read(&sent), Hint::Moved(shop, 42));
        for other in ["", "shop_01", "shop_01 ", "shop_01 x", " 7"] {
            assert_eq!(Hint::read(other), Hint::Anywhere, "{other:?}");
        }
    }
}
