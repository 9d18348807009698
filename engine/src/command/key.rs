//! Keys of a merchant's programs. Their times are the machine's: advancing a rehearsal's clock ends
//! none.

use super::Command;
use crate::error::ExecuteError;
use crate::event::Event;
use crate::secret::{key_hash, new_api_key, new_key_id};
use crate::store::keys;
use crate::writer::turn::Turn;
use dockline_domain::id::KeyId;
use dockline_domain::scope::Scopes;
use dockline_view::ApiKey;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Make a key for a program of the merchant.
#[derive(Debug, Clone)]
pub struct CreateApiKey {
    /// What it is for.
    pub name: String,
    /// What it may do.
    pub scopes: Scopes,
    /// From when on it is refused.
    pub expires_at: Option<Timestamp>,
}

impl CreateApiKey {
    /// A key that may do everything until it is revoked.
    pub fn named(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            scopes: Scopes::All,
            expires_at: None,
        }
    }
}

/// A new key. It is shown once: only its hash is stored.
#[derive(Clone, Serialize, Deserialize)]
pub struct NewKey {
    /// Its id in the log.
    pub id: KeyId,
    /// The secret.
    pub key: String,
}

impl std::fmt::Debug for NewKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewKey")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

/// Take a key back: it is refused from now on. One that was taken back before stays as it is.
#[derive(Debug, Clone)]
pub struct RevokeApiKey {
    /// Its id.
    pub id: KeyId,
}

/// Note the day on which a key was used.
#[derive(Debug, Clone)]
pub(crate) struct UseApiKey {
    pub(crate) id: KeyId,
    /// The beginning of the day, in milliseconds of UTC.
    pub(crate) day: i64,
}

impl Command for CreateApiKey {
    type Answer = NewKey;

    async fn run(self, turn: &mut Turn<'_>) -> Result<NewKey, ExecuteError> {
        let (shop, now) = (turn.shop(), turn.machine_time());
        if self.expires_at.is_some_and(|expires| expires <= now) {
            return Err(ExecuteError::field("/expires", "must not be before today"));
        }
        let made = NewKey {
            id: new_key_id(turn.at),
            key: new_api_key(&shop.id),
        };
        let key = ApiKey {
            id: made.id.clone(),
            name: self.name,
            scopes: self.scopes,
            created_at: turn.at,
            expires_at: self.expires_at,
            last_used_at: None,
            revoked_at: None,
        };
        keys::insert(turn.session, &shop.id, &key, &key_hash(&made.key)).await?;
        turn.log(Event::KeyCreated {
            key: made.id.clone(),
            name: key.name,
        });
        Ok(made)
    }
}

impl Command for RevokeApiKey {
    type Answer = ();

    async fn run(self, turn: &mut Turn<'_>) -> Result<(), ExecuteError> {
        let (shop, at) = (turn.shop(), turn.machine_time().as_millisecond());
        let known = keys::by_id(turn.session, &shop.id, &self.id).await?;
        let known = known.ok_or_else(|| ExecuteError::not_found("key", self.id.as_str()))?;
        if keys::revoke(turn.session, &shop.id, &self.id, at).await? {
            turn.log(Event::KeyRevoked {
                key: self.id,
                name: known.name,
            });
        }
        Ok(())
    }
}

impl Command for UseApiKey {
    type Answer = ();

    async fn run(self, turn: &mut Turn<'_>) -> Result<(), ExecuteError> {
        let shop = turn.shop();
        keys::used(turn.session, &shop.id, &self.id, self.day).await?;
        Ok(())
    }
}
