//! Who is at the console.

use crate::client::Client;
use crate::pages::request::PageRequest;
use crate::pages::{private_page, see_other};
use crate::refusals::{Kind, Refusals, Who};
use crate::state::AppState;
use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use axum::response::Response;
use dockline_app::page::ProblemKind;
use dockline_app::page::console::{ConsoleContext, link, problem};
use dockline_domain::access::{Permission, SESSION_MAX};
use dockline_engine::ReadError;
use dockline_engine::command::{Context, KeepSession};
use dockline_engine::view::{Shop, User};
use http::request::Parts;
use http::{HeaderValue, StatusCode};
use std::convert::Infallible;
use std::net::IpAddr;
use std::sync::Arc;

/// The name of the session's cookie: browsers keep it to this host, to `https` (or the machine itself) and out of reach for scripts.
pub(super) const COOKIE: &str = "__Host-dockline";

/// Somebody with a session. Everything it asks for is asked of its shop, and of no other.
pub(crate) struct Staff {
    /// The one shop the session is for.
    pub(crate) shop: Arc<Shop>,
    /// Whose session it is.
    pub(crate) user: User,
    /// What was asked for.
    pub(crate) page: PageRequest,
    client: IpAddr,
    refusals: Refusals,
}

impl Staff {
    /// Goes on when the role allows it; otherwise with a page that says so.
    #[expect(clippy::result_large_err, reason = "a refusal is the answer itself")]
    pub(crate) fn may(&self, permission: Permission) -> Result<(), Response> {
        if self.user.role.may(permission) {
            return Ok(());
        }
        self.refusals.note(Kind::Role, self.who());
        Err(self.problem(ProblemKind::Forbidden))
    }

    /// What the pages of the console depend on.
    pub(crate) fn console(&self) -> ConsoleContext<'_> {
        ConsoleContext { ctx: &self.page.context, shop: &self.shop, user: &self.user }
    }

    /// For the log of refusals: who was refused something.
    fn who(&self) -> Who<'_> {
        Who { client: Some(self.client), shop: Some(self.shop.slug.as_str()), user: Some(self.user.id.as_str()) }
    }

    /// For the log: who asks.
    pub(crate) fn actor(&self) -> Context {
        Context::actor(self.user.id.as_str())
    }

    /// Sends a page of the console.
    pub(crate) fn sent(&self, status: StatusCode, html: String) -> Response {
        let mut response = private_page(status, html);
        self.page.remember_language(response.headers_mut());
        response
    }

    /// The page that stands where another cannot be shown.
    pub(crate) fn problem(&self, kind: ProblemKind) -> Response {
        self.sent(kind.status(), problem(&self.console(), kind))
    }

    /// The page of a question that was not answered.
    pub(crate) fn unanswered(&self, error: &ReadError) -> Response {
        match error {
            ReadError::NotFound { .. } | ReadError::BadCursor => self.problem(ProblemKind::NotFound),
            ReadError::Store(error) => {
                tracing::error!(%error, "a page of the console could not be read");
                self.problem(ProblemKind::Internal)
            }
        }
    }
}

impl FromRequestParts<AppState> for Staff {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Response> {
        let page = PageRequest::new(parts, state);
        let Ok(Client(client)) = Client::from_request_parts(parts, state).await;
        match session(&page, state).await {
            Ok(Some((shop, user))) => Ok(Self { shop, user, page, client, refusals: state.refusals.clone() }),
            Ok(None) => Err(see_other(&link::login(&page.context.path))),
            Err(error) => Err(page.unanswered(None, &error)),
        }
    }
}

impl OptionalFromRequestParts<AppState> for Staff {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Option<Self>, Infallible> {
        Ok(<Self as FromRequestParts<AppState>>::from_request_parts(parts, state).await.ok())
    }
}

/// The session that the request's cookie opens. Its use is written down now and then.
async fn session(page: &PageRequest, state: &AppState) -> Result<Option<(Arc<Shop>, User)>, ReadError> {
    let Some(token) = page.cookie(COOKIE).filter(|token| !token.is_empty()) else { return Ok(None) };
    let Some(open) = state.engine.session(token).await? else { return Ok(None) };
    if open.needs_keeping {
        let keep = KeepSession { token: token.to_owned() };
        if let Err(error) = state.engine.execute(&open.shop.id, Context::actor(open.user.id.as_str()), keep).await {
            tracing::warn!(%error, "the use of a session could not be noted");
        }
    }
    Ok(Some((open.shop, open.user)))
}

/// The cookie of a session.
pub(super) fn cookie(token: &str) -> HeaderValue {
    with_age(token, SESSION_MAX.as_secs())
}

/// The cookie of nobody.
pub(super) fn no_cookie() -> HeaderValue {
    with_age("", 0)
}

fn with_age(token: &str, seconds: i64) -> HeaderValue {
    let text = format!("{COOKIE}={token}; Path=/; Max-Age={seconds}; Secure; HttpOnly; SameSite=Lax");
    let mut value = HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static(""));
    value.set_sensitive(true);
    value
}
