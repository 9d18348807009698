//! Who is in the console.

use crate::Engine;
use crate::command::LogInFrom;
use crate::error::ReadError;
use crate::secret::{PasswordHash, key_hash, shop_of_session};
use crate::store::{log_ins, users};
use dockline_domain::access::session_holds;
use dockline_domain::id::UserId;
use dockline_domain::log_in::HOME_LASTS_MS;
use dockline_view::{Shop, User};
use jiff::SignedDuration;
use std::collections::HashMap;
use std::sync::Arc;

/// A session's last use is written down when the one known is older than this: reading pages is not
/// writing.
const SEEN_EVERY: SignedDuration = SignedDuration::from_mins(5);

/// What a log-in is checked against.
#[derive(Debug, Clone)]
pub struct Credentials {
    /// Whose.
    pub user: UserId,
    /// The password as it is stored.
    pub password: PasswordHash,
}

/// A session that holds.
#[derive(Debug, Clone)]
pub struct OpenSession {
    /// The one shop it is for.
    pub shop: Arc<Shop>,
    /// Whose it is.
    pub user: User,
    /// Whether its last use should be written down again.
    pub needs_keeping: bool,
}

impl Engine {
    /// What a log-in with a mail address (in lower case) is checked against; `None` when nobody may
    /// log in with it.
    pub async fn credentials(
        &self,
        shop: &Arc<Shop>,
        email: &str,
    ) -> Result<Option<Credentials>, ReadError> {
        let mut session = self.database.read().await?;
        let row = users::by_email(&mut session, &shop.id, email).await;
        session.end().await?;
        Ok(row?.filter(|row| !row.disabled).map(|row| Credentials {
            user: row.user.id,
            password: row.password,
        }))
    }

    /// Whether an account has logged in from an address lately: it is at home there.
    pub async fn is_at_home(&self, shop: &Shop, from: &LogInFrom) -> Result<bool, ReadError> {
        let key = from.home(&shop.id);
        let home = self
            .ask(async |session| log_ins::home(session, &shop.id, &key).await)
            .await?;
        let now = self.clock.now().as_millisecond();
        Ok(home.is_some_and(|home| now - home.seen_ms < HOME_LASTS_MS))
    }

    /// What those of some actors that are users of the shop are called, by their ids.
    pub async fn called(
        &self,
        shop: &Arc<Shop>,
        actors: &[&str],
    ) -> Result<HashMap<String, String>, ReadError> {
        Ok(self
            .ask(async |session| users::called(session, &shop.id, actors).await)
            .await?)
    }

    /// How many sessions of a user hold.
    pub async fn open_sessions(&self, shop: &Shop, user: &UserId) -> Result<usize, ReadError> {
        let sessions = self
            .ask(async |session| users::sessions_of_user(session, &shop.id, user).await)
            .await?;
        let now = self.clock.now();
        Ok(sessions
            .into_iter()
            .filter(|(began, seen)| session_holds(*began, *seen, now))
            .count())
    }

    /// The session that a secret opens, if it still holds.
    pub async fn session(&self, token: &str) -> Result<Option<OpenSession>, ReadError> {
        let mut session = self.database.read().await?;
        let (shop, hash) = (shop_of_session(token), key_hash(token));
        let row = users::session(&mut session, shop.as_ref(), &hash).await;
        session.end().await?;
        let now = self.clock.now();
        let holds = |row: &users::SessionRow| {
            !row.user.disabled && session_holds(row.began_at, row.seen_at, now)
        };
        let Some(row) = row?.filter(holds) else {
            return Ok(None);
        };
        let needs_keeping = now.duration_since(row.seen_at) > SEEN_EVERY;
        Ok(self.shop_by_id(&row.shop).await?.map(|shop| OpenSession {
            shop,
            user: row.user.user,
            needs_keeping,
        }))
    }
}
