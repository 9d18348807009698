//! What stands where a page cannot be shown.

use super::shell::{Head, document};
use dockline_view::Shop;
use dockline_words::{PageContext, Words, link};
use http::StatusCode;
use leptos::prelude::*;

/// Why a page cannot be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProblemKind {
    /// 404: there is no such page.
    NotFound,
    /// 410: it is not in the catalogue any more.
    Gone,
    /// 429: too many requests.
    TooMany,
    /// 413: the form is larger than any that is sent from here.
    TooLarge,
    /// 400 and 422: the request makes no sense.
    BadRequest,
    /// 403: somebody else may do this.
    Forbidden,
    /// 503: too much at once.
    Busy,
    /// 500: our fault.
    Internal,
}

impl ProblemKind {
    /// The status of an answer that shows it.
    pub fn status(self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Gone => StatusCode::GONE,
            Self::TooMany => StatusCode::TOO_MANY_REQUESTS,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::BadRequest => StatusCode::BAD_REQUEST,
            Self::Forbidden => StatusCode::FORBIDDEN,
            Self::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// What is the matter, and what now.
    pub(super) fn words(self, say: &Words) -> (String, String) {
        match self {
            Self::NotFound => (
                say.say("problem-not-found"),
                say.say("problem-not-found-text"),
            ),
            Self::Gone => (say.say("problem-gone"), say.say("problem-gone-text")),
            Self::TooMany => (
                say.say("problem-too-many"),
                say.say("problem-too-many-text"),
            ),
            Self::TooLarge => (
                say.say("problem-too-large"),
                say.say("problem-too-large-text"),
            ),
            Self::BadRequest => (
                say.say("problem-bad-request"),
                say.say("problem-bad-request-text"),
            ),
            Self::Forbidden => (
                say.say("problem-forbidden"),
                say.say("problem-forbidden-text"),
            ),
            Self::Busy => (say.say("problem-busy"), say.say("problem-busy-text")),
            Self::Internal => (
                say.say("problem-internal"),
                say.say("problem-internal-text"),
            ),
        }
    }
}

/// The page of a problem: what, and what next.
pub fn problem(ctx: &PageContext, shop: Option<&Shop>, kind: ProblemKind) -> String {
    let say = ctx.words();
    let (title, text) = kind.words(say);
    let (href, label) = match shop {
        Some(shop) => (link::shop(&shop.slug), say.say("to-catalogue")),
        None => ("/".to_owned(), say.say("to-start")),
    };
    let head = Head {
        title: title.clone(),
        private: true,
        ..Head::default()
    };
    document(ctx, shop, head, || {
        view! {
            <div class="page narrow problem">
                <h1>{title}</h1>
                <p class="lede">{text}</p>
                <p><a class="button" href=href>{label}</a></p>
            </div>
        }
        .into_any()
    })
}
