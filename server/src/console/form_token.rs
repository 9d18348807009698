//! What every form of the console proves: that it comes from a page of the session that sends it.
//! It stands beside the check of the origin (`CsrfLayer`), which says nothing about a form that
//! somebody managed to put onto a page of this host.

use super::Staff;
use super::staff::COOKIE;
use crate::pages::request::{PageRequest, pairs};
use crate::state::AppState;
use axum::body::{Body, Bytes};
use axum::extract::{FromRequest as _, Multipart, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use dockline_app::page::console::FORM_TOKEN;
use dockline_engine::command::hex;
use http::header;
use http::request::Parts;
use sha2::{Digest as _, Sha256};

/// Keeps this use of a session's secret apart from others.
const LABEL: &[u8] = b"dockline console form 1\0";
/// How much of the digest a form holds: 128 bits cannot be guessed.
const BYTES: usize = 16;

/// The token of a session's forms. The secret has 256 random bits, so its digest tells nothing
/// about it, and pages may hold it.
pub(super) fn of_session(secret: &str) -> String {
    let digest = Sha256::new()
        .chain_update(LABEL)
        .chain_update(secret)
        .finalize();
    hex(&digest[..BYTES])
}

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

/// Compares without telling by its time where two tokens begin to differ.
fn is_same(sent: &str, expected: &str) -> bool {
    let differs = |sum: u8, (a, b): (u8, u8)| sum | (a ^ b);
    sent.len() == expected.len() && sent.bytes().zip(expected.bytes()).fold(0, differs) == 0
}

/// The secret of the session that a request comes with.
pub(super) fn secret(page: &PageRequest) -> Option<&str> {
    page.cookie(COOKIE).filter(|secret| !secret.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_of_one_session_and_does_not_hold_its_secret() {
        let token = of_session("secret");
        assert_eq!(token.len(), 2 * BYTES);
        assert!(!token.contains("secret") && token != of_session("secreu"));
        assert!(is_same(&token, &of_session("secret")));
        for other in ["", "0", &token[1..], &format!("{token}0"), &of_session("")] {
            assert!(!is_same(other, &token), "{other}");
        }
    }
}
