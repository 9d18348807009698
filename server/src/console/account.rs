//! `/console/account`: another password of one's own, and the end of every session.

use super::form::{Form, refusal, status};
use super::session::{COOKIE, no_cookie};
use super::staff::{Answer, Staff};
use crate::attempts::{self, NotNow, TooMany};
use crate::client::Client;
use crate::pages::see_other;
use crate::password::{self, Busy};
use crate::refusals::Kind;
use crate::state::AppState;
use axum::body::Bytes;
use axum::extract::State;
use dockline_app::page::console::{self, AccountPage};
use dockline_engine::ExecuteError;
use dockline_engine::command::{ChangeOwnPassword, EndSessions};
use dockline_words::link::console as link;
use dockline_words::present::{NotDone, WrongPassword};
use http::{StatusCode, header};
use std::net::IpAddr;

/// The page.
pub(super) async fn show(State(state): State<AppState>, staff: Staff) -> Answer {
    let changed = staff.page.query("done") == Some("password");
    page(
        &state,
        &staff,
        StatusCode::OK,
        AccountPage {
            changed,
            ..AccountPage::default()
        },
    )
    .await
}

async fn page(state: &AppState, staff: &Staff, status: StatusCode, mut of: AccountPage) -> Answer {
    // Passwords are written anew each time.
    of.sent.fields.clear();
    of.demo = is_demo(state, staff);
    let sessions = state.engine.open_sessions(&staff.shop, &staff.user.id);
    of.sessions = staff.answered(sessions.await)?;
    Ok(staff.sent(status, console::account(&staff.console(), &of)))
}

/// Whether everybody is told how to log in as this user.
fn is_demo(state: &AppState, staff: &Staff) -> bool {
    let is_told = |told: &console::DemoLogin| {
        let slug = staff.shop.slug.as_str();
        let is_of_demo = told.shop == slug || told.rehearsal.as_deref() == Some(slug);
        is_of_demo && told.email == staff.user.email
    };
    state.demo_login().is_some_and(is_told)
}

/// Another password, or out of every browser.
pub(super) async fn send(
    State(state): State<AppState>,
    Client(client): Client,
    staff: Staff,
    body: Bytes,
) -> Answer {
    let mut form = Form::new(&staff, &body);
    if form.text("action") == "leave" {
        return leave_everywhere(&state, &staff).await;
    }
    let changed = change_password(&state, client, &staff, &mut form).await;
    match changed {
        Ok(()) => Ok(see_other(&format!("{}?done=password", link::ACCOUNT))),
        Err(status) => {
            let sent = std::mem::take(&mut form.sent);
            page(
                &state,
                &staff,
                status,
                AccountPage {
                    sent,
                    ..AccountPage::default()
                },
            )
            .await
        }
    }
}

async fn leave_everywhere(state: &AppState, staff: &Staff) -> Answer {
    let leave = EndSessions {
        user: staff.user.id.clone(),
    };
    if let Err(error) = state
        .engine
        .execute(&staff.shop.id, staff.actor(), leave)
        .await
    {
        tracing::error!(%error, "sessions could not be ended");
        return Err(staff.problem(dockline_app::page::ProblemKind::Internal));
    }
    let mut response = see_other(link::LOGIN);
    response
        .headers_mut()
        .append(header::SET_COOKIE, no_cookie());
    Ok(response)
}

/// Someone who has found an open session does not know the password: guesses at the old one count
/// as those at the log-in do.
async fn change_password(
    state: &AppState,
    client: IpAddr,
    staff: &Staff,
    form: &mut Form<'_>,
) -> Result<(), StatusCode> {
    let written = |name: &str| form.sent.value(name).unwrap_or("").to_owned();
    let (old, new, again) = (
        written("old_password"),
        written("new_password"),
        written("new_password_again"),
    );
    if is_demo(state, staff) {
        form.refuse(&NotDone::Other);
        return Err(StatusCode::CONFLICT);
    }
    if new != again {
        form.wrong("new_password_again", &WrongPassword::Again);
    }
    if password::may_be_chosen(
        &new,
        &password::about(&staff.shop, &staff.user.email, staff.user.name.as_deref()),
    )
    .is_err()
    {
        form.wrong("new_password", &WrongPassword::Weak);
    }
    if form.sent.is_wrong() {
        return Err(StatusCode::UNPROCESSABLE_ENTITY);
    }
    knows(state, client, staff, old).await.map_err(|not| {
        match &not {
            Not::Known => form.wrong("old_password", &WrongPassword::Old),
            Not::Now(seconds) => form.wrong(
                "old_password",
                &WrongPassword::TooMany(seconds.div_ceil(60)),
            ),
            Not::Asked => form.refuse(&NotDone::Busy),
        }
        not.status()
    })?;
    let Some(hash) = state.passwords.hash(new).await.ok().flatten() else {
        form.refuse(&NotDone::Busy);
        return Err(StatusCode::SERVICE_UNAVAILABLE);
    };
    let token = staff.page.cookie(COOKIE).unwrap_or("").to_owned();
    let change = ChangeOwnPassword {
        user: staff.user.id.clone(),
        password: hash,
        session: token,
    };
    let changed: Result<_, ExecuteError> = state
        .engine
        .execute(&staff.shop.id, staff.actor(), change)
        .await;
    changed.map_err(|error| {
        form.refuse(&refusal(&error));
        status(&error)
    })
}

/// Why the old password was not taken.
enum Not {
    Known,
    Now(u64),
    Asked,
}

impl Not {
    fn status(&self) -> StatusCode {
        match self {
            Self::Known => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Now(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Asked => StatusCode::SERVICE_UNAVAILABLE,
        }
    }
}

async fn knows(
    state: &AppState,
    client: IpAddr,
    staff: &Staff,
    password: String,
) -> Result<(), Not> {
    let (slug, email) = (staff.shop.slug.as_str(), staff.user.email.as_str());
    let attempt = attempts::begin(state, client, (Some(&*staff.shop), slug), email)
        .await
        .map_err(|not_now| match not_now {
            NotNow::TooMany(TooMany { seconds }) => {
                staff.refused(Kind::LogInThrottled);
                Not::Now(seconds)
            }
            NotNow::Busy | NotNow::Internal => Not::Asked,
        })?;
    let known = state
        .engine
        .credentials(&staff.shop, email)
        .await
        .map_err(|_| Not::Asked)?;
    let fits = state
        .passwords
        .fits(password, known.map(|known| known.password))
        .await
        .map_err(|Busy| Not::Asked)?;
    if !fits {
        staff.refused(Kind::LogIn);
        return Err(Not::Known);
    }
    attempts::succeeded(state, &staff.shop, attempt).await;
    Ok(())
}
