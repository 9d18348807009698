//! Who is at the console.

use super::session;
use crate::client::Client;
use crate::once;
pub(crate) use crate::pages::Answer;
use crate::pages::request::PageRequest;
use crate::pages::{private_page, see_other};
use crate::refusals::{Kind, Refusals, Who};
use crate::state::AppState;
use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use axum::response::Response;
use dockline_app::page::ProblemKind;
use dockline_app::page::console::{ConsoleContext, Written, problem, unproven};
use dockline_domain::access::Permission;
use dockline_domain::by::By;
use dockline_engine::ReadError;
use dockline_engine::command::{Context, KeepSession};
use dockline_view::{Shop, User};
use dockline_words::link::console as link;
use http::StatusCode;
use http::request::Parts;
use std::convert::Infallible;
use std::net::IpAddr;
use std::sync::Arc;

/// Somebody with a session. Everything it asks for is asked of its shop, and of no other.
#[derive(Clone)]
pub(crate) struct Staff {
    /// The one shop the session is for.
    pub(crate) shop: Arc<Shop>,
    /// Whose session it is.
    pub(crate) user: User,
    /// What was asked for.
    pub(crate) page: PageRequest,
    /// What the forms of this session hold.
    pub(super) form_token: String,
    client: IpAddr,
    refusals: Refusals,
}

impl Staff {
    /// Who has the session that a request comes with, if anybody; the error is a page that says
    /// what went wrong.
    pub(super) async fn of_session(
        parts: &mut Parts,
        state: &AppState,
    ) -> Result<Option<Self>, Response> {
        let page = PageRequest::new(parts, state);
        let Ok(Client(client)) = Client::from_request_parts(parts, state).await;
        match open_session(&page, state).await {
            Ok(Some((shop, user))) => {
                let form_token = session::form_token(session::secret(&page).unwrap_or_default());
                Ok(Some(Self {
                    shop,
                    user,
                    page,
                    form_token,
                    client,
                    refusals: state.refusals.clone(),
                }))
            }
            Ok(None) => Ok(None),
            Err(error) => Err(page.unanswered(None, &error)),
        }
    }

    /// Goes on when the role allows it; otherwise with a page that says so.
    #[expect(clippy::result_large_err, reason = "a refusal is the answer itself")]
    pub(crate) fn may(&self, permission: Permission) -> Result<(), Response> {
        if self.user.role.may(permission) {
            return Ok(());
        }
        self.refused(Kind::Role);
        Err(self.problem(ProblemKind::Forbidden))
    }

    /// The page instead of what a form asks for that does not hold what the forms of this session
    /// hold.
    pub(super) fn unproven(&self, written: &Written) -> Response {
        self.refused(Kind::Forged);
        self.sent(
            StatusCode::FORBIDDEN,
            unproven(&self.console(), &self.page.context.path, written),
        )
    }

    /// What the pages of the console depend on.
    pub(crate) fn console(&self) -> ConsoleContext<'_> {
        ConsoleContext {
            ctx: &self.page.context,
            shop: &self.shop,
            user: &self.user,
            form_token: &self.form_token,
        }
    }

    /// Writes down that this user was refused something.
    pub(super) fn refused(&self, kind: Kind) {
        let who = Who {
            client: Some(self.client),
            shop: Some(self.shop.slug.as_str()),
            user: Some(self.user.id.as_str()),
        };
        self.refusals.note(kind, who);
    }

    /// For the log: who asks.
    pub(crate) fn actor(&self) -> Context {
        Context::by(By::User(self.user.id.clone()))
    }

    /// The same form, sent twice by the same person, is one wish.
    pub(super) fn once<'p>(&'p self, said: impl Iterator<Item = &'p [u8]>) -> Context {
        let who = [
            self.user.id.as_str().as_bytes(),
            self.page.context.path.as_bytes(),
        ];
        Context {
            key: Some(once::key("console", who.into_iter().chain(said))),
            ..self.actor()
        }
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

    /// The answer to a question; otherwise the page that stands where it would have been shown.
    #[expect(clippy::result_large_err, reason = "a refusal is the answer itself")]
    pub(crate) fn answered<T>(&self, answer: Result<T, ReadError>) -> Result<T, Response> {
        answer.map_err(|error| self.unanswered(&error))
    }

    /// The page of a question that was not answered.
    pub(crate) fn unanswered(&self, error: &ReadError) -> Response {
        match error {
            ReadError::NotFound { .. } | ReadError::BadCursor => {
                self.problem(ProblemKind::NotFound)
            }
            ReadError::Store(error) if error.passes() => {
                tracing::debug!(%error, "a page of the console was not read");
                self.problem(ProblemKind::Busy)
            }
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
        // Who sends a form is known once the form was checked, and in no other way: a route that
        // forgets the check takes no forms.
        let known = if parts.method.is_safe() {
            Self::of_session(parts, state).await?
        } else {
            parts.extensions.remove()
        };
        known.ok_or_else(|| see_other(&link::login(&PageRequest::new(parts, state).context.path)))
    }
}

impl OptionalFromRequestParts<AppState> for Staff {
    type Rejection = Infallible;

    async fn from_request_parts(
        parts: &mut Parts,
        state: &AppState,
    ) -> Result<Option<Self>, Infallible> {
        Ok(
            <Self as FromRequestParts<AppState>>::from_request_parts(parts, state)
                .await
                .ok(),
        )
    }
}

/// Whether the request comes from somebody with a session.
pub(crate) async fn is_at_work(page: &PageRequest, state: &AppState) -> bool {
    matches!(open_session(page, state).await, Ok(Some(_)))
}

/// The session that the request's cookie opens. Its use is written down now and then.
async fn open_session(
    page: &PageRequest,
    state: &AppState,
) -> Result<Option<(Arc<Shop>, User)>, ReadError> {
    let Some(token) = session::secret(page) else {
        return Ok(None);
    };
    let Some(open) = state.engine.session(token).await? else {
        return Ok(None);
    };
    if open.needs_keeping {
        let keep = KeepSession {
            token: token.to_owned(),
        };
        if let Err(error) = state
            .engine
            .execute(
                &open.shop.id,
                Context::by(By::User(open.user.id.clone())),
                keep,
            )
            .await
        {
            tracing::debug!(%error, "the use of a session could not be noted");
        }
    }
    // What they have done by another node is what they see by this one.
    let shop = state.engine.caught_up(&open.shop).await?;
    Ok(Some((shop, open.user)))
}
