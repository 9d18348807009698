//! The merchant's people and their sessions.

use super::json::json;
use super::statement::statements;
use super::{Arg, Row, Session, StoreError};
use crate::secret::PasswordHash;
use dockline_domain::access::Role;
use dockline_domain::id::{ShopId, UserId};
use dockline_view::User;
use jiff::Timestamp;
use std::collections::HashMap;

statements! {
    INSERT = "insert into users (shop_id, id, email, name, role, password_hash, created_at)
        values ($1, $2, $3, $4, $5, $6, $7) on conflict (shop_id, email) do nothing";
    BY_EMAIL = "select id, email, name, role, password_hash, disabled_at from users where shop_id = $1 and email = $2";
    BY_ID = "select id, email, name, role, password_hash, disabled_at from users where shop_id = $1 and id = $2";
    SET_PASSWORD = "update users set password_hash = $3 where shop_id = $1 and id = $2";
    SET_ROLE = "update users set role = $3 where shop_id = $1 and id = $2";
    DISABLE = "update users set disabled_at = $3 where shop_id = $1 and id = $2";
    ENABLE = "update users set disabled_at = null where shop_id = $1 and id = $2";
    CALLED = "select id, coalesce(name, email) as called from users where shop_id = $2 and id in (select r.value ->> 'id' from {rows})";
    INSERT_SESSION = "insert into sessions (shop_id, hash, user_id, created_at, seen_at) values ($1, $2, $3, $4, $4)";
    OLD_SESSION = "select s.shop_id, s.created_at, s.seen_at, u.id, u.email, u.name, u.role, u.password_hash, u.disabled_at
        from sessions s join users u on u.shop_id = s.shop_id and u.id = s.user_id where s.hash = $1";
    SESSION = "select s.shop_id, s.created_at, s.seen_at, u.id, u.email, u.name, u.role, u.password_hash, u.disabled_at
        from sessions s join users u on u.shop_id = $1 and u.id = s.user_id where s.shop_id = $1 and s.hash = $2";
    SEE = "update sessions set seen_at = $3 where shop_id = $1 and hash = $2";
    END_SESSION = "delete from sessions where shop_id = $1 and hash = $2 returning user_id";
    END_SESSIONS_OF_USER = "delete from sessions where shop_id = $1 and user_id = $2";
    END_OTHER_SESSIONS = "delete from sessions where shop_id = $1 and user_id = $2 and hash <> $3";
    // Of sessions of one millisecond any may go.
    END_OLDEST_SESSIONS = "delete from sessions where shop_id = $1 and user_id = $2 and hash not in
        (select n.hash from sessions n where n.shop_id = $1 and n.user_id = $2 order by n.created_at desc, n.hash limit $3)";
    SESSIONS_OF_USER = "select created_at, seen_at from sessions where shop_id = $1 and user_id = $2";
    END_OLD_SESSIONS = "delete from sessions where shop_id = $1 and (created_at < $2 or seen_at < $3)";
}

/// A user as stored.
pub(crate) struct UserRow {
    pub(crate) user: User,
    pub(crate) password: PasswordHash,
    pub(crate) disabled: bool,
}

fn user_row(row: &Row) -> Result<UserRow, StoreError> {
    Ok(UserRow {
        user: User {
            id: row.parsed("id", UserId::parse)?,
            email: row.text("email")?,
            name: row.optional_text("name")?,
            role: row.parsed("role", Role::parse)?,
        },
        password: PasswordHash::new(row.text("password_hash")?),
        disabled: row.optional_int("disabled_at")?.is_some(),
    })
}

/// Adds a user; `false` when somebody has the mail address already.
pub(crate) async fn insert(
    session: &mut Session,
    shop: &ShopId,
    user: &User,
    password: &PasswordHash,
    at: i64,
) -> Result<bool, StoreError> {
    let args = [
        shop.as_str().into(),
        user.id.as_str().into(),
        Arg::Text(&user.email),
        Arg::Optional(user.name.as_deref()),
        user.role.name().into(),
        Arg::Text(password.phc()),
        at.into(),
    ];
    Ok(session.run(&INSERT, &args).await? == 1)
}

pub(crate) async fn by_email(
    session: &mut Session,
    shop: &ShopId,
    email: &str,
) -> Result<Option<UserRow>, StoreError> {
    session
        .first(&BY_EMAIL, &[shop.as_str().into(), email.into()])
        .await?
        .as_ref()
        .map(user_row)
        .transpose()
}

pub(crate) async fn by_id(
    session: &mut Session,
    shop: &ShopId,
    id: &UserId,
) -> Result<Option<UserRow>, StoreError> {
    session
        .first(&BY_ID, &[shop.as_str().into(), id.as_str().into()])
        .await?
        .as_ref()
        .map(user_row)
        .transpose()
}

pub(crate) async fn set_password(
    session: &mut Session,
    shop: &ShopId,
    id: &UserId,
    password: &PasswordHash,
) -> Result<(), StoreError> {
    session
        .run(
            &SET_PASSWORD,
            &[
                shop.as_str().into(),
                id.as_str().into(),
                Arg::Text(password.phc()),
            ],
        )
        .await
        .map(|_| ())
}

pub(crate) async fn set_role(
    session: &mut Session,
    shop: &ShopId,
    id: &UserId,
    role: Role,
) -> Result<(), StoreError> {
    session
        .run(
            &SET_ROLE,
            &[shop.as_str().into(), id.as_str().into(), role.name().into()],
        )
        .await
        .map(|_| ())
}

/// Shuts a user out from an instant on, or lets it in again.
pub(crate) async fn set_disabled(
    session: &mut Session,
    shop: &ShopId,
    id: &UserId,
    at: Option<i64>,
) -> Result<(), StoreError> {
    let (shop, id) = (Arg::Text(shop.as_str()), Arg::Text(id.as_str()));
    match at {
        Some(at) => session
            .run(&DISABLE, &[shop, id, at.into()])
            .await
            .map(|_| ()),
        None => session.run(&ENABLE, &[shop, id]).await.map(|_| ()),
    }
}

pub(crate) async fn insert_session(
    session: &mut Session,
    shop: &ShopId,
    hash: &str,
    user: &UserId,
    at: i64,
) -> Result<(), StoreError> {
    session
        .run(
            &INSERT_SESSION,
            &[
                shop.as_str().into(),
                hash.into(),
                user.as_str().into(),
                at.into(),
            ],
        )
        .await
        .map(|_| ())
}

/// What those of some actors that are users are called.
pub(crate) async fn called(
    session: &mut Session,
    shop: &ShopId,
    actors: &[&str],
) -> Result<HashMap<String, String>, StoreError> {
    if actors.is_empty() {
        return Ok(HashMap::new());
    }
    let keys = json(
        &actors
            .iter()
            .map(|id| serde_json::json!({ "id": id }))
            .collect::<Vec<_>>(),
    );
    let rows = session
        .all(&CALLED, &[Arg::Text(&keys), shop.as_str().into()])
        .await?;
    rows.iter()
        .map(|row| Ok((row.text("id")?, row.text("called")?)))
        .collect()
}

/// A session as stored, with its user.
pub(crate) struct SessionRow {
    pub(crate) shop: ShopId,
    pub(crate) user: UserRow,
    pub(crate) began_at: Timestamp,
    pub(crate) seen_at: Timestamp,
}

/// The session that a secret opens, whether it still holds or not. Secrets of before do not name
/// their shop.
pub(crate) async fn session(
    session: &mut Session,
    shop: Option<&ShopId>,
    hash: &str,
) -> Result<Option<SessionRow>, StoreError> {
    let row = match shop {
        Some(shop) => {
            session
                .first(&SESSION, &[shop.as_str().into(), hash.into()])
                .await?
        }
        None => session.first(&OLD_SESSION, &[hash.into()]).await?,
    };
    row.map(|row| {
        Ok(SessionRow {
            shop: row.parsed("shop_id", ShopId::parse)?,
            user: user_row(&row)?,
            began_at: row.time("created_at")?,
            seen_at: row.time("seen_at")?,
        })
    })
    .transpose()
}

pub(crate) async fn see(
    session: &mut Session,
    shop: &ShopId,
    hash: &str,
    at: i64,
) -> Result<(), StoreError> {
    session
        .run(&SEE, &[shop.as_str().into(), hash.into(), at.into()])
        .await
        .map(|_| ())
}

/// Ends a session and tells whose it was.
pub(crate) async fn end_session(
    session: &mut Session,
    shop: &ShopId,
    hash: &str,
) -> Result<Option<UserId>, StoreError> {
    let row = session
        .first(&END_SESSION, &[shop.as_str().into(), hash.into()])
        .await?;
    row.map(|row| row.parsed("user_id", UserId::parse))
        .transpose()
}

pub(crate) async fn end_sessions_of_user(
    session: &mut Session,
    shop: &ShopId,
    user: &UserId,
) -> Result<(), StoreError> {
    session
        .run(
            &END_SESSIONS_OF_USER,
            &[shop.as_str().into(), user.as_str().into()],
        )
        .await
        .map(|_| ())
}

/// Removes sessions that began or were last used before some instants.
pub(crate) async fn end_old_sessions(
    session: &mut Session,
    shop: &ShopId,
    began: i64,
    seen: i64,
) -> Result<(), StoreError> {
    session
        .run(
            &END_OLD_SESSIONS,
            &[shop.as_str().into(), began.into(), seen.into()],
        )
        .await
        .map(|_| ())
}

/// Ends the sessions of a user but for one.
pub(crate) async fn end_other_sessions(
    session: &mut Session,
    shop: &ShopId,
    user: &UserId,
    hash: &str,
) -> Result<(), StoreError> {
    session
        .run(
            &END_OTHER_SESSIONS,
            &[shop.as_str().into(), user.as_str().into(), hash.into()],
        )
        .await
        .map(|_| ())
}

/// Ends the sessions of a user that began first, until no more are left than `most`.
pub(crate) async fn end_oldest_sessions(
    session: &mut Session,
    shop: &ShopId,
    user: &UserId,
    most: i64,
) -> Result<(), StoreError> {
    session
        .run(
            &END_OLDEST_SESSIONS,
            &[shop.as_str().into(), user.as_str().into(), most.into()],
        )
        .await
        .map(|_| ())
}

/// When the sessions of a user began and were last used.
pub(crate) async fn sessions_of_user(
    session: &mut Session,
    shop: &ShopId,
    user: &UserId,
) -> Result<Vec<(Timestamp, Timestamp)>, StoreError> {
    let rows = session
        .all(
            &SESSIONS_OF_USER,
            &[shop.as_str().into(), user.as_str().into()],
        )
        .await?;
    rows.iter()
        .map(|row| Ok((row.time("created_at")?, row.time("seen_at")?)))
        .collect()
}
