//! Sessions in the console. Their times are the machine's: advancing a rehearsal's clock logs
//! nobody out.

use super::Command;
use crate::error::ExecuteError;
use crate::event::{Event, UserChanged};
use crate::secret::new_session_token;
use crate::secret::{PasswordHash, key_hash};
use crate::store::users;
use crate::writer::turn::Turn;
use dockline_domain::access::{SESSION_IDLE_MAX, SESSION_MAX, SESSIONS_PER_USER_MAX};
use dockline_domain::id::UserId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Begin a session. The password was checked before: that takes long, and the writer waits for
/// nobody.
#[derive(Debug, Clone)]
pub struct LogIn {
    /// Whose.
    pub user: UserId,
}

/// A session that began. Its secret is shown once: only its hash is stored.
#[derive(Clone, Serialize, Deserialize)]
pub struct NewSession {
    /// It names its shop; the rest are 256 random bits in hexadecimal digits.
    pub token: String,
}

impl std::fmt::Debug for NewSession {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewSession").finish_non_exhaustive()
    }
}

/// Note that a session is in use.
#[derive(Clone)]
pub struct KeepSession {
    /// Its secret.
    pub token: String,
}

/// End a session. One that is not there has ended already.
#[derive(Clone)]
pub struct LogOut {
    /// Its secret.
    pub token: String,
}

/// Log in with another password from now on. The user's other sessions end: anyone who knew the old
/// one is out.
#[derive(Clone)]
pub struct ChangeOwnPassword {
    /// Whose.
    pub user: UserId,
    /// The new one. The old one was checked before.
    pub password: PasswordHash,
    /// The secret of the session in which it is asked for: it goes on.
    pub session: String,
}

/// End every session of a user.
#[derive(Debug, Clone)]
pub struct EndSessions {
    /// Whose.
    pub user: UserId,
}

impl Command for LogIn {
    type Answer = NewSession;

    async fn run(self, turn: &mut Turn<'_>) -> Result<NewSession, ExecuteError> {
        let (shop, now) = (turn.shop(), turn.machine_time());
        let user = users::by_id(turn.session, &shop.id, &self.user)
            .await?
            .filter(|row| !row.disabled);
        let user = user
            .ok_or_else(|| ExecuteError::not_found("user", self.user.as_str()))?
            .user;
        let before = |age| {
            now.saturating_sub(age)
                .unwrap_or(Timestamp::MIN)
                .as_millisecond()
        };
        users::end_old_sessions(
            turn.session,
            &shop.id,
            before(SESSION_MAX),
            before(SESSION_IDLE_MAX),
        )
        .await?;
        users::end_oldest_sessions(turn.session, &shop.id, &user.id, SESSIONS_PER_USER_MAX - 1)
            .await?;
        let token = new_session_token(&shop.id);
        users::insert_session(
            turn.session,
            &shop.id,
            &key_hash(&token),
            &user.id,
            now.as_millisecond(),
        )
        .await?;
        turn.log(Event::SessionBegan { user: user.id });
        Ok(NewSession { token })
    }
}

impl Command for KeepSession {
    type Answer = ();

    async fn run(self, turn: &mut Turn<'_>) -> Result<(), ExecuteError> {
        let (shop, now) = (turn.shop(), turn.machine_time());
        users::see(
            turn.session,
            &shop.id,
            &key_hash(&self.token),
            now.as_millisecond(),
        )
        .await?;
        Ok(())
    }
}

impl Command for LogOut {
    type Answer = ();

    async fn run(self, turn: &mut Turn<'_>) -> Result<(), ExecuteError> {
        let shop = turn.shop();
        if let Some(user) =
            users::end_session(turn.session, &shop.id, &key_hash(&self.token)).await?
        {
            turn.log(Event::SessionEnded { user });
        }
        Ok(())
    }
}

impl Command for ChangeOwnPassword {
    type Answer = ();

    async fn run(self, turn: &mut Turn<'_>) -> Result<(), ExecuteError> {
        let shop = turn.shop();
        let user = users::by_id(turn.session, &shop.id, &self.user)
            .await?
            .filter(|row| !row.disabled);
        let user = user
            .ok_or_else(|| ExecuteError::not_found("user", self.user.as_str()))?
            .user;
        users::set_password(turn.session, &shop.id, &user.id, &self.password).await?;
        users::end_other_sessions(turn.session, &shop.id, &user.id, &key_hash(&self.session))
            .await?;
        turn.log(Event::UserChanged {
            user: user.id,
            change: UserChanged::Password,
        });
        Ok(())
    }
}

impl Command for EndSessions {
    type Answer = ();

    async fn run(self, turn: &mut Turn<'_>) -> Result<(), ExecuteError> {
        let shop = turn.shop();
        users::end_sessions_of_user(turn.session, &shop.id, &self.user).await?;
        turn.log(Event::SessionEnded { user: self.user });
        Ok(())
    }
}
