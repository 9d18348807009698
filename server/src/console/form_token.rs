//! What every form of the console proves: that it comes from a page of the session that sends it.
//! It stands beside the check of the origin (`CsrfLayer`), which says nothing about a form that
//! somebody managed to put onto a page of this host.

use super::Staff;
use super::session::is_same;
use crate::pages::request::pairs;
use crate::state::AppState;
use axum::body::{Body, Bytes};
use axum::extract::{FromRequest as _, Multipart, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use dockline_app::page::console::FORM_TOKEN;
use http::header;
use http::request::Parts;

/// Lets a form through that holds the token of the session it comes with, together with who sent
/// it: [`Staff`] takes nothing from a form that was not checked. Without a session nothing can be
/// changed, so that the handler only leads to the log-in.
pub(super) async fn checked(
    State(state): State<AppState>,
    request: Request,
    next: Next,
) -> Response {
    if request.method().is_safe() {
        return next.run(request).await;
    }
    let (mut parts, body) = request.into_parts();
    let staff = match Staff::of_session(&mut parts, &state).await {
        Ok(Some(staff)) => staff,
        Ok(None) => return next.run(Request::from_parts(parts, body)).await,
        Err(answer) => return answer,
    };
    let body = match Bytes::from_request(Request::from_parts(parts.clone(), body), &()).await {
        Ok(body) => body,
        Err(rejection) => return rejection.into_response(),
    };
    if !sent_token(&parts, &body)
        .await
        .is_some_and(|sent| is_same(&sent, &staff.form_token))
    {
        return staff.unproven(&if is_multipart(&parts) {
            Vec::new()
        } else {
            pairs(&body)
        });
    }
    parts.extensions.insert(staff);
    next.run(Request::from_parts(parts, Body::from(body))).await
}

fn is_multipart(parts: &Parts) -> bool {
    let media_type = parts
        .headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    media_type.is_some_and(|media_type| media_type.starts_with("multipart/"))
}

/// The token that a form holds. One with a file begins with it: so the file is not read for it.
async fn sent_token(parts: &Parts, body: &Bytes) -> Option<String> {
    if !is_multipart(parts) {
        return form_urlencoded::parse(body)
            .find(|(name, _)| name == FORM_TOKEN)
            .map(|(_, value)| value.into_owned());
    }
    let request = Request::from_parts(parts.clone(), Body::from(body.clone()));
    let mut fields = Multipart::from_request(request, &()).await.ok()?;
    let first = fields.next_field().await.ok()??;
    if first.name() == Some(FORM_TOKEN) {
        first.text().await.ok()
    } else {
        None
    }
}
