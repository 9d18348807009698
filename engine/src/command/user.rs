//! The merchant's people.

use super::Command;
use crate::error::ExecuteError;
use crate::event::{Event, UserChanged};
use crate::secret::{PasswordHash, new_user_id};
use crate::store::users;
use crate::writer::turn::Turn;
use dockline_domain::access::Role;
use dockline_domain::id::UserId;
use dockline_domain::refusal::Refusal;
use dockline_view::User;
use serde::{Deserialize, Serialize};

/// Let somebody into the console.
#[derive(Clone)]
pub struct CreateUser {
    /// The mail address to log in with, in lower case; unique in the shop.
    pub email: String,
    /// What it is called.
    pub name: Option<String>,
    /// What it is there for.
    pub role: Role,
    /// The password it logs in with.
    pub password: PasswordHash,
}

/// Change what somebody may do or logs in with.
#[derive(Clone)]
pub struct ChangeUser {
    /// The mail address it logs in with, in lower case.
    pub email: String,
    /// What changes.
    pub change: UserChange,
}

/// What changes of a user. Its sessions end, so that the change holds from now on.
#[derive(Debug, Clone)]
pub enum UserChange {
    /// It logs in with another password.
    Password(PasswordHash),
    /// It is there for something else.
    Role(Role),
    /// It has left.
    Disable,
    /// It has come back.
    Enable,
}

impl UserChange {
    fn logged(&self) -> UserChanged {
        match self {
            Self::Password(_) => UserChanged::Password,
            Self::Role(_) => UserChanged::Role,
            Self::Disable => UserChanged::Disabled,
            Self::Enable => UserChanged::Enabled,
        }
    }
}

/// A user that was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserSaved {
    /// Its id in the log.
    pub id: UserId,
}

impl Command for CreateUser {
    type Answer = UserSaved;

    async fn run(self, turn: &mut Turn<'_>) -> Result<UserSaved, ExecuteError> {
        let shop = turn.shop();
        let user = User {
            id: new_user_id(turn.at),
            email: self.email,
            name: self.name,
            role: self.role,
        };
        let at = turn.machine_time().as_millisecond();
        if !users::insert(turn.session, &shop.id, &user, &self.password, at).await? {
            return Err(Refusal::UserExists.into());
        }
        turn.log(Event::UserCreated {
            user: user.id.clone(),
            role: user.role,
        });
        Ok(UserSaved { id: user.id })
    }
}

impl Command for ChangeUser {
    type Answer = UserSaved;

    async fn run(self, turn: &mut Turn<'_>) -> Result<UserSaved, ExecuteError> {
        let shop = turn.shop();
        let found = users::by_email(turn.session, &shop.id, &self.email).await?;
        let id = found
            .ok_or_else(|| ExecuteError::not_found("user", ""))?
            .user
            .id;
        match &self.change {
            UserChange::Password(password) => {
                users::set_password(turn.session, &shop.id, &id, password).await?;
            }
            UserChange::Role(role) => users::set_role(turn.session, &shop.id, &id, *role).await?,
            UserChange::Disable => {
                let at = turn.machine_time().as_millisecond();
                users::set_disabled(turn.session, &shop.id, &id, Some(at)).await?;
            }
            UserChange::Enable => users::set_disabled(turn.session, &shop.id, &id, None).await?,
        }
        users::end_sessions_of_user(turn.session, &shop.id, &id).await?;
        turn.log(Event::UserChanged {
            user: id.clone(),
            change: self.change.logged(),
        });
        Ok(UserSaved { id })
    }
}
