//! What went wrong, as RFC 9457 problem documents. Every error of the interface is one of the kinds
//! here.

use axum::body::Body;
use axum::extract::Path;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, ETAG, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use dockline_domain::input::{FieldError, Problems};
use dockline_domain::order::Shortfall;
use dockline_domain::refusal::Refusal;
use dockline_engine::{ExecuteError, ReadError, ShortLine, StoreError};
use serde_json::{Map, Value, json};

use super::schema::{AvailabilityBody, MoneyBody};
use crate::etag;
use crate::holdings::Refused;

/// A kind of problem: the last part of its `type`, its status and its title.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kind {
    /// The last part of the `type` URI; `None` is `about:blank`: the status says it all.
    slug: Option<&'static str>,
    status: StatusCode,
    title: &'static str,
}

const fn kind(slug: &'static str, status: StatusCode, title: &'static str) -> Kind {
    Kind {
        slug: Some(slug),
        status,
        title,
    }
}

/// The request cannot be read.
pub const MALFORMED: Kind = kind(
    "malformed",
    StatusCode::BAD_REQUEST,
    "The request cannot be read",
);
/// There is no valid key.
pub const UNAUTHORIZED: Kind = kind(
    "unauthorized",
    StatusCode::UNAUTHORIZED,
    "A valid key is needed",
);
/// The key may not do that.
pub const MISSING_SCOPE: Kind = kind(
    "missing-scope",
    StatusCode::FORBIDDEN,
    "The key may not do that",
);
/// Something that was named is not known.
pub const NOT_FOUND: Kind = kind("not-found", StatusCode::NOT_FOUND, "Not known");
/// A version that is not spoken here.
pub const NOT_ACCEPTABLE: Kind = kind(
    "not-acceptable",
    StatusCode::NOT_ACCEPTABLE,
    "That version is not spoken here",
);
/// Not all of an order can be had.
pub const NOT_AVAILABLE: Kind = kind(
    "not-available",
    StatusCode::CONFLICT,
    "Not all of the order can be had",
);
/// It costs something else than the shopper was told.
pub const PRICE_CHANGED: Kind = kind(
    "price-changed",
    StatusCode::CONFLICT,
    "The price has changed",
);
/// The parcel is to be paid first.
pub const NOT_PAID: Kind = kind("not-paid", StatusCode::CONFLICT, "It is not paid yet");
/// What was asked has been decided.
pub const TOO_LATE: Kind = kind("too-late", StatusCode::CONFLICT, "It comes too late");
/// The present state does not allow it.
pub const CONFLICT: Kind = kind(
    "conflict",
    StatusCode::CONFLICT,
    "The present state does not allow it",
);
/// It was changed since it was read.
pub const OUTDATED: Kind = kind(
    "outdated",
    StatusCode::PRECONDITION_FAILED,
    "It was changed since it was read",
);
/// The body is too large.
pub const TOO_LARGE: Kind = kind(
    "too-large",
    StatusCode::PAYLOAD_TOO_LARGE,
    "The body is too large",
);
/// The body is of another type than the one that is read.
pub const UNSUPPORTED_TYPE: Kind = kind(
    "unsupported-type",
    StatusCode::UNSUPPORTED_MEDIA_TYPE,
    "The body has the wrong type",
);
/// Some fields are wrong.
pub const INVALID: Kind = kind(
    "invalid",
    StatusCode::UNPROCESSABLE_ENTITY,
    "Some values are wrong",
);
/// An idempotency key was used for another request.
pub const KEY_REUSED: Kind = kind(
    "key-reused",
    StatusCode::UNPROCESSABLE_ENTITY,
    "The idempotency key was used for another request",
);
/// One network places more orders within an hour than the shop takes.
pub const TOO_MANY_ORDERS: Kind = kind(
    "too-many-orders",
    StatusCode::TOO_MANY_REQUESTS,
    "Too many orders from this network",
);
/// One network declares more withdrawals within an hour than are taken.
pub const TOO_MANY_WITHDRAWALS: Kind = kind(
    "too-many-withdrawals",
    StatusCode::TOO_MANY_REQUESTS,
    "Too many withdrawals from this network",
);
/// One address has too many streams open.
pub const TOO_MANY_STREAMS: Kind = kind(
    "too-many-streams",
    StatusCode::TOO_MANY_REQUESTS,
    "Too many streams from this address",
);
/// The server has as much to do as it takes.
pub const BUSY: Kind = kind(
    "busy",
    StatusCode::SERVICE_UNAVAILABLE,
    "Too busy at the moment",
);

/// The database is away.
pub const UNAVAILABLE: Kind = kind(
    "unavailable",
    StatusCode::SERVICE_UNAVAILABLE,
    "The database is away at the moment",
);
/// It may be carried out, or not.
pub const OUTCOME_UNKNOWN: Kind = kind(
    "outcome-unknown",
    StatusCode::SERVICE_UNAVAILABLE,
    "It is not known whether this was carried out",
);

/// Every kind with a page of its own.
const KINDS: [Kind; 21] = [
    MALFORMED,
    UNAUTHORIZED,
    MISSING_SCOPE,
    NOT_FOUND,
    NOT_ACCEPTABLE,
    NOT_AVAILABLE,
    PRICE_CHANGED,
    NOT_PAID,
    TOO_LATE,
    CONFLICT,
    OUTDATED,
    TOO_LARGE,
    UNSUPPORTED_TYPE,
    INVALID,
    KEY_REUSED,
    TOO_MANY_ORDERS,
    TOO_MANY_WITHDRAWALS,
    TOO_MANY_STREAMS,
    BUSY,
    UNAVAILABLE,
    OUTCOME_UNKNOWN,
];

/// The page that the `type` of a problem points to.
pub async fn meaning(Path(slug): Path<String>) -> Response {
    match KINDS.iter().find(|kind| kind.slug == Some(slug.as_str())) {
        Some(kind) => format!(
            "{slug}: {}. Status {}.\nThe guide to the interface: docs/api.md\n",
            kind.title,
            kind.status.as_u16()
        )
        .into_response(),
        None => Problem::of_status(StatusCode::NOT_FOUND).into_response(),
    }
}

const DOCUMENT: HeaderValue = HeaderValue::from_static("application/problem+json");

/// A problem document. Its `type` is a path until [`write`], which knows the address of this
/// server, makes it absolute.
#[derive(Debug, Clone)]
pub struct Problem(Box<Parts>);

#[derive(Debug, Clone)]
struct Parts {
    kind: Kind,
    detail: Option<String>,
    members: Map<String, Value>,
    headers: HeaderMap,
}

impl Problem {
    /// A problem with a sentence that explains this occurrence.
    pub fn new(kind: Kind, detail: impl Into<String>) -> Self {
        Self(Box::new(Parts {
            kind,
            detail: Some(detail.into()),
            members: Map::new(),
            headers: HeaderMap::new(),
        }))
    }

    fn of_status(status: StatusCode) -> Self {
        let title = status.canonical_reason().unwrap_or("Error");
        let kind = Kind {
            slug: None,
            status,
            title,
        };
        Self(Box::new(Parts {
            kind,
            detail: None,
            members: Map::new(),
            headers: HeaderMap::new(),
        }))
    }

    /// The wrong fields of a body: the first ones, and how many more there are.
    pub fn fields(errors: &[FieldError]) -> Self {
        let mut problems = Problems::default();
        problems.nest("", errors.to_vec());
        let named = problems.finish::<()>(None).err().unwrap_or_default();
        Self::new(
            INVALID,
            "Each wrong field is named in errors, with what is allowed there.",
        )
        .with("errors", json!(named))
    }

    /// A wrong query or path parameter, and what is allowed there.
    pub fn parameter(name: &str, detail: impl Into<String>) -> Self {
        let detail = detail.into();
        Self::new(INVALID, format!("{name} {detail}"))
            .with("errors", json!([{ "parameter": name, "detail": detail }]))
    }

    /// Adds a member to the document.
    #[must_use]
    pub fn with(mut self, name: &str, value: Value) -> Self {
        self.0.members.insert(name.to_owned(), value);
        self
    }

    /// Adds a header to the response.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.0.headers.insert(name, value);
        self
    }

    /// Says after how many seconds it is worth another try.
    #[must_use]
    pub fn retry_after(self, seconds: u16) -> Self {
        self.header(RETRY_AFTER, seconds.into())
    }

    fn document(&self, public_url: &str) -> Vec<u8> {
        let Parts {
            kind,
            detail,
            members,
            ..
        } = &*self.0;
        let kind_uri = kind.slug.map_or_else(
            || "about:blank".to_owned(),
            |slug| format!("{public_url}/problems/{slug}"),
        );
        let mut document =
            json!({ "type": kind_uri, "title": kind.title, "status": kind.status.as_u16() });
        if let Value::Object(fields) = &mut document {
            fields.extend(
                detail
                    .as_deref()
                    .map(|detail| ("detail".to_owned(), detail.into())),
            );
            fields.extend(members.clone());
        }
        document.to_string().into_bytes()
    }
}

impl IntoResponse for Problem {
    fn into_response(mut self) -> Response {
        let mut response = Response::new(Body::from(self.document("")));
        *response.status_mut() = self.0.kind.status;
        *response.headers_mut() = std::mem::take(&mut self.0.headers);
        response.headers_mut().insert(CONTENT_TYPE, DOCUMENT);
        response.extensions_mut().insert(self);
        response
    }
}

/// Makes the `type` of a problem absolute, and a problem of every error of the framework.
pub fn write(public_url: &str, mut response: Response) -> Response {
    let status = response.status();
    let problem = response.extensions_mut().remove::<Problem>();
    let is_error = status.is_client_error() || status.is_server_error();
    let Some(problem) = problem.or_else(|| is_error.then(|| Problem::of_status(status))) else {
        return response;
    };
    let (mut parts, _) = response.into_parts();
    parts.headers.insert(CONTENT_TYPE, DOCUMENT);
    parts.headers.remove(CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(problem.document(public_url)))
}

/// Answers for addresses under `/api` that are none.
pub async fn not_a_route() -> Problem {
    Problem::new(
        NOT_FOUND,
        "There is no such address; see /api/openapi.json for those there are.",
    )
}

fn internal() -> Problem {
    Problem::of_status(StatusCode::INTERNAL_SERVER_ERROR)
}

fn unknown(what: &str, name: &str) -> String {
    if name.is_empty() {
        format!("This {what} is not known.")
    } else {
        format!("The {what} {name} is not known.")
    }
}

impl From<ExecuteError> for Problem {
    fn from(error: ExecuteError) -> Self {
        match error {
            ExecuteError::NotFound {
                what,
                name,
                pointer,
            } => {
                let problem = Self::new(NOT_FOUND, unknown(what, &name));
                match pointer {
                    Some(pointer) => problem.with(
                        "errors",
                        json!([FieldError::new(pointer, format!("{name} is not known"))]),
                    ),
                    None => problem,
                }
            }
            ExecuteError::Invalid(errors) => Self::fields(&errors),
            ExecuteError::NotAvailable(lines) => not_available(&lines),
            ExecuteError::Conflict(refused) => conflict(&refused),
            ExecuteError::Outdated { version } => {
                let problem = Self::new(
                    OUTDATED,
                    "Read it again and repeat the change on what is there now.",
                );
                problem
                    .with("version", version.into())
                    .header(ETAG, etag::of(version))
            }
            ExecuteError::KeyReused => Self::new(
                KEY_REUSED,
                "Use a new key for each new request, and the same key only to repeat one.",
            ),
            ExecuteError::Busy => {
                Self::new(BUSY, "Nothing was changed. Please try again.").retry_after(1)
            }
            ExecuteError::Away => {
                Self::new(UNAVAILABLE, "Nothing was changed. Please try again.").retry_after(2)
            }
            ExecuteError::OutcomeUnknown => {
                let repeat = "The database broke off while this was being saved. With an \
                    Idempotency-Key, repeat the request: what was carried out is answered, and what \
                    was not is carried out now. Without one, look before you repeat it.";
                Self::new(OUTCOME_UNKNOWN, repeat).retry_after(2)
            }
            ExecuteError::Internal => internal(),
        }
    }
}

/// The present state does not allow it; a price that has changed is told.
fn conflict(refused: &Refusal) -> Problem {
    match refused {
        Refusal::PriceChanged { now, .. } => {
            let total = MoneyBody::from(*now);
            Problem::new(
                PRICE_CHANGED,
                "Nothing was placed. The total is what it would cost now.",
            )
            .with("total", json!(total))
        }
        refused @ Refusal::NotPaid => Problem::new(NOT_PAID, refused.to_string()),
        refused @ Refusal::TooLate => Problem::new(TOO_LATE, refused.to_string()),
        other => Problem::new(CONFLICT, other.to_string()),
    }
}

/// What is possible now of each line that falls short. Nothing was placed.
fn not_available(lines: &[ShortLine]) -> Problem {
    let lines: Vec<Value> = lines
        .iter()
        .map(|line| {
            let (reason, limit) = match line.shortfall {
                Shortfall::Supply(_) => ("supply", None),
                Shortfall::PerCustomer { limit } => ("per_customer", Some(limit)),
            };
            let possible = AvailabilityBody::new(&line.snapshot, line.wanted);
            let mut entry = json!({ "sku": line.sku, "wanted": line.wanted, "reason": reason, "availability": possible });
            if let Value::Object(fields) = &mut entry {
                fields.extend(limit.map(|limit| ("limit".to_owned(), limit.into())));
            }
            entry
        })
        .collect();
    Problem::new(
        NOT_AVAILABLE,
        "Nothing was placed. What is possible now stands with each line that falls short.",
    )
    .with("lines", lines.into())
}

impl From<ReadError> for Problem {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::NotFound { what, name } => Self::new(NOT_FOUND, unknown(what, &name)),
            ReadError::BadCursor => bad_cursor(),
            ReadError::Store(StoreError::Busy) => {
                Self::new(BUSY, "Too much is asked at once. Please try again.").retry_after(1)
            }
            ReadError::Store(error) if error.passes() => {
                tracing::debug!(%error, "a question was not answered");
                Self::new(UNAVAILABLE, "Please try again.").retry_after(2)
            }
            ReadError::Store(error) => {
                tracing::error!(%error, "a question failed in the database");
                internal()
            }
        }
    }
}

/// A cursor that the list never gave.
pub fn bad_cursor() -> Problem {
    Problem::parameter("cursor", "must be one that this list answered")
}

/// No valid key: `challenge` says how to show one.
pub fn unauthorized(challenge: &'static str, detail: &str) -> Problem {
    Problem::new(UNAUTHORIZED, detail).header(WWW_AUTHENTICATE, HeaderValue::from_static(challenge))
}

/// After this many seconds a refused stream may ask again.
const STREAM_RETRY_AFTER_SECONDS: u16 = 10;

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        Problem::from(self).into_response()
    }
}

impl From<Refused> for Problem {
    fn from(refused: Refused) -> Self {
        let kind = match refused {
            Refused::Address => TOO_MANY_STREAMS,
            Refused::Total => BUSY,
        };
        Self::new(kind, "Close streams that are not looked at, or ask for the availability every few seconds instead.")
            .retry_after(STREAM_RETRY_AFTER_SECONDS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::header::ALLOW;

    #[test]
    fn an_error_of_the_framework_becomes_a_problem_and_keeps_its_headers() {
        let mut response = StatusCode::METHOD_NOT_ALLOWED.into_response();
        response
            .headers_mut()
            .insert(ALLOW, HeaderValue::from_static("GET"));
        let written = write("https://shop.example", response);
        assert_eq!(written.headers()[CONTENT_TYPE], "application/problem+json");
        assert_eq!(written.headers()[ALLOW], "GET");
    }

    #[test]
    fn what_may_be_carried_out_is_told_as_neither_done_nor_refused() {
        for (error, kind) in [
            (ExecuteError::OutcomeUnknown, OUTCOME_UNKNOWN),
            (ExecuteError::Away, UNAVAILABLE),
            (ExecuteError::Busy, BUSY),
        ] {
            let problem = Problem::from(error);
            assert_eq!(problem.0.kind, kind);
            let response = problem.into_response();
            assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
            assert!(response.headers().contains_key(RETRY_AFTER));
        }
    }

    #[test]
    fn a_problem_has_an_absolute_type() {
        let document: Value =
            serde_json::from_slice(&Problem::new(BUSY, "Wait.").document("https://shop.example"))
                .unwrap();
        assert_eq!(document["type"], "https://shop.example/problems/busy");
        assert_eq!(document["status"], 503);
    }
}
