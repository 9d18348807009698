//! `/console/login` and `/console/logout`.

use super::session::{COOKIE, cookie, no_cookie};
use super::staff::Staff;
use crate::attempts::{self, NotNow, TooMany};
use crate::client::Client;
use crate::pages::request::{PageRequest, pairs, value};
use crate::pages::{private_page, see_other};
use crate::password::Busy;
use crate::refusals::{Kind, Who};
use crate::state::AppState;
use axum::body::Bytes;
use axum::extract::State;
use axum::response::Response;
use dockline_app::page::console::{self, LoginError, LoginForm};
use dockline_domain::by::By;
use dockline_domain::email::Email;
use dockline_domain::id::UserId;
use dockline_domain::limits;
use dockline_engine::command::{Context, LogIn, LogOut};
use dockline_engine::{ExecuteError, ReadError};
use dockline_view::Shop;
use dockline_words::link::console as link;
use http::{HeaderValue, StatusCode, header};
use std::net::IpAddr;
use std::sync::Arc;

/// The form; a user who is logged in already goes where the form would lead.
pub(super) async fn show(
    State(state): State<AppState>,
    staff: Option<Staff>,
    request: PageRequest,
) -> Response {
    let next = link::next(request.query("next"));
    let wanted = request.query("shop");
    if staff.is_some_and(|staff| wanted.is_none_or(|shop| shop == staff.shop.slug.as_str())) {
        return see_other(&next);
    }
    // Of the shops of a demo, the first is the one that most come for.
    let demo = state.demo_login().map(|demo| demo.shop.as_str());
    let shop = wanted.or(demo).unwrap_or("").to_owned();
    let form = LoginForm {
        shop: asks_shop(&state).await.then_some(shop),
        next,
        ..LoginForm::default()
    };
    page(&state, &request, StatusCode::OK, form)
}

/// With several shops in one database, the form asks for which; also while the database does not
/// answer.
async fn asks_shop(state: &AppState) -> bool {
    !matches!(state.engine.only_shop().await, Ok(Some(_)))
}

fn page(state: &AppState, request: &PageRequest, status: StatusCode, form: LoginForm) -> Response {
    let form = LoginForm {
        demo: state.demo_login().cloned(),
        ..form
    };
    let mut response = private_page(status, console::login(&request.context, &form));
    request.remember_language(response.headers_mut());
    response
}

/// Why there is no session.
enum Refusal {
    /// The shop, the mail address or the password is wrong. Which, is not told.
    Wrong,
    TooMany(TooMany),
    Busy,
    Internal,
}

/// Somebody wants to log in.
pub(super) async fn send(
    State(state): State<AppState>,
    Client(client): Client,
    request: PageRequest,
    body: Bytes,
) -> Response {
    let fields = pairs(&body);
    let field = |name: &str| value(&fields, name).unwrap_or("").trim().to_owned();
    let form = LoginForm {
        shop: asks_shop(&state).await.then(|| field("shop")),
        email: field("email")
            .chars()
            .take(limits::EMAIL_BYTES_MAX)
            .collect(),
        next: link::next(value(&fields, "next")),
        ..LoginForm::default()
    };
    let password = value(&fields, "password").unwrap_or("").to_owned();
    match log_in(&state, client, &form, password).await {
        Ok(token) => {
            end_session_before(&state, &request).await;
            let mut response = see_other(&form.next);
            response
                .headers_mut()
                .append(header::SET_COOKIE, cookie(&token));
            response
        }
        Err(refusal) => refused(&state, &request, form, &refusal),
    }
}

/// The session of this browser until now, whosever it was, has no cookie any more: it ends.
async fn end_session_before(state: &AppState, request: &PageRequest) {
    let Some(token) = request.cookie(COOKIE).filter(|token| !token.is_empty()) else {
        return;
    };
    let open = match state.engine.session(token).await {
        Ok(Some(open)) => open,
        Ok(None) => return,
        Err(error) => {
            return tracing::error!(%error, "the session before a log-in could not be read");
        }
    };
    let log_out = LogOut {
        token: token.to_owned(),
    };
    if let Err(error) = state
        .engine
        .execute(
            &open.shop.id,
            Context::by(By::User(open.user.id.clone())),
            log_out,
        )
        .await
    {
        tracing::error!(%error, "the session before a log-in could not be ended");
    }
}

fn refused(
    state: &AppState,
    request: &PageRequest,
    form: LoginForm,
    refusal: &Refusal,
) -> Response {
    let (status, error) = match refusal {
        Refusal::Wrong => (StatusCode::UNAUTHORIZED, LoginError::Wrong),
        Refusal::TooMany(TooMany { seconds }) => (
            StatusCode::TOO_MANY_REQUESTS,
            LoginError::TooMany {
                minutes: seconds.div_ceil(60),
            },
        ),
        Refusal::Busy => (StatusCode::SERVICE_UNAVAILABLE, LoginError::Busy),
        Refusal::Internal => (StatusCode::INTERNAL_SERVER_ERROR, LoginError::Internal),
    };
    let mut response = page(
        state,
        request,
        status,
        LoginForm {
            error: Some(error),
            ..form
        },
    );
    if let Refusal::TooMany(TooMany { seconds }) = refusal {
        response
            .headers_mut()
            .insert(header::RETRY_AFTER, HeaderValue::from(*seconds));
    }
    response
}

/// Checks who it is and begins a session. Unknown shops and mail addresses take the way of wrong
/// passwords, hashing included.
async fn log_in(
    state: &AppState,
    client: IpAddr,
    form: &LoginForm,
    password: String,
) -> Result<String, Refusal> {
    let email = Email::parse(&form.email)
        .map(|email| email.as_str().to_lowercase())
        .unwrap_or_default();
    let slug = form.shop.as_deref().unwrap_or("");
    let shop = shop(state, slug).await?;
    let attempt = attempts::begin(state, client, (shop.as_deref(), slug), &email)
        .await
        .map_err(|not_now| refusal(state, client, not_now))?;
    let known = match &shop {
        Some(shop) => state
            .engine
            .credentials(shop, &email)
            .await
            .map_err(|error| unread(&error))?,
        None => None,
    };
    let (user, stored) = known.map(|known| (known.user, known.password)).unzip();
    let password = if password.len() <= limits::PASSWORD_BYTES_MAX {
        password
    } else {
        String::new()
    };
    let fits = state
        .passwords
        .fits(password, stored)
        .await
        .map_err(|Busy| Refusal::Busy)?;
    let (shop, user) = match (shop, user, fits) {
        (Some(shop), Some(user), true) => (shop, user),
        (shop, user, _) => {
            let shop = shop.as_ref().map(|shop| shop.slug.as_str());
            state.refusals.note(
                Kind::LogIn,
                Who {
                    client: Some(client),
                    shop,
                    user: user.as_ref().map(UserId::as_str),
                },
            );
            return Err(Refusal::Wrong);
        }
    };
    attempts::succeeded(state, &shop, attempt).await;
    let context = Context::by(By::User(user.clone()));
    match state
        .engine
        .execute(&shop.id, context, LogIn { user })
        .await
    {
        Ok(session) => Ok(session.token),
        Err(ExecuteError::NotFound { .. }) => Err(Refusal::Wrong),
        // A session that may have begun is nobody's: its secret was not told.
        Err(ExecuteError::Busy | ExecuteError::Away | ExecuteError::OutcomeUnknown) => {
            Err(Refusal::Busy)
        }
        Err(_) => Err(Refusal::Internal),
    }
}

fn refusal(state: &AppState, client: IpAddr, not_now: NotNow) -> Refusal {
    match not_now {
        NotNow::TooMany(too_many) => {
            state.refusals.note(Kind::LogInThrottled, client.into());
            Refusal::TooMany(too_many)
        }
        NotNow::Busy => Refusal::Busy,
        NotNow::Internal => Refusal::Internal,
    }
}

/// The shop that the form names, or the only one.
async fn shop(state: &AppState, slug: &str) -> Result<Option<Arc<Shop>>, Refusal> {
    if let Some(only) = state
        .engine
        .only_shop()
        .await
        .map_err(|error| unread(&error))?
    {
        return Ok(Some(only));
    }
    match state.engine.shop(slug).await {
        Ok(shop) => Ok(Some(shop)),
        Err(ReadError::NotFound { .. } | ReadError::BadCursor) => Ok(None),
        Err(error @ ReadError::Store(_)) => Err(unread(&error)),
    }
}

fn unread(error: &ReadError) -> Refusal {
    if let ReadError::Store(error) = error
        && error.passes()
    {
        tracing::debug!(%error, "a log-in was not checked");
        return Refusal::Busy;
    }
    tracing::error!(%error, "a log-in could not be checked");
    Refusal::Internal
}

/// Somebody goes.
pub(super) async fn leave(State(state): State<AppState>, staff: Option<Staff>) -> Response {
    let mut response = see_other(link::LOGIN);
    if let Some(staff) = staff
        && let Some(token) = staff.page.cookie(COOKIE)
    {
        let log_out = LogOut {
            token: token.to_owned(),
        };
        if let Err(error) = state
            .engine
            .execute(&staff.shop.id, staff.actor(), log_out)
            .await
        {
            tracing::error!(%error, "a session could not be ended");
            return staff.problem(dockline_app::page::ProblemKind::Internal);
        }
    }
    response
        .headers_mut()
        .append(header::SET_COOKIE, no_cookie());
    response
}
