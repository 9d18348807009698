//! What a request for a page says: its language, its query, its cookies.

use crate::state::AppState;
use axum::extract::FromRequestParts;
use dockline_app::lang::Lang;
use dockline_app::page::PageContext;
use http::request::Parts;
use http::{HeaderMap, HeaderValue, header};
use std::convert::Infallible;

/// A request for a page.
#[derive(Clone)]
pub struct PageRequest {
    /// What the page depends on.
    pub context: PageContext,
    query: Vec<(String, String)>,
    cookies: String,
    /// The language was chosen by a link: remember it.
    chosen: Option<Lang>,
    secure: bool,
}

impl FromRequestParts<AppState> for PageRequest {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Infallible> {
        Ok(Self::new(parts, state))
    }
}

impl PageRequest {
    /// Reads what a request says.
    pub(crate) fn new(parts: &Parts, state: &AppState) -> Self {
        let query = pairs(parts.uri.query().unwrap_or("").as_bytes());
        let cookies = text(&parts.headers, header::COOKIE).to_owned();
        let chosen = value(&query, "lang").and_then(Lang::from_tag);
        let remembered = || cookie(&cookies, "lang").and_then(Lang::from_tag);
        let lang = chosen.or_else(remembered).unwrap_or_else(|| Lang::from_accept_language(text(&parts.headers, header::ACCEPT_LANGUAGE)));
        let context = PageContext {
            lang,
            assets: state.site.assets.clone(),
            public_url: state.public_url.to_string(),
            path: path_without_lang(parts.uri.path(), &query),
            now: state.engine.now(),
        };
        Self { context, query, cookies, chosen, secure: state.public_url.starts_with("https://") }
    }

    /// The language of the page.
    pub fn lang(&self) -> Lang {
        self.context.lang
    }

    /// The same for a page whose own address is known: nothing else of the visitor's stands in it.
    pub fn context_at(&self, path: String) -> PageContext {
        PageContext { path, ..self.context.clone() }
    }

    /// A value of the query.
    pub fn query(&self, name: &str) -> Option<&str> {
        value(&self.query, name)
    }

    /// What is looked for: without control characters, which nothing is called by, and space around it.
    pub fn search(&self, chars_max: usize) -> String {
        let printable = |one: &char| !one.is_control();
        self.query("q").unwrap_or("").chars().filter(printable).collect::<String>().trim().chars().take(chars_max).collect()
    }

    /// All values of a field of the query.
    pub fn queries<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.query.iter().filter(move |(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    /// A cookie.
    pub fn cookie(&self, name: &str) -> Option<&str> {
        cookie(&self.cookies, name)
    }

    /// A cookie for the pages below a path, out of reach for scripts.
    pub fn set_cookie(&self, name: &str, value: &str, path: &str, days: u32) -> HeaderValue {
        let secure = if self.secure { "; Secure" } else { "" };
        let seconds = days * 86_400;
        let cookie = format!("{name}={value}; Path={path}; Max-Age={seconds}; SameSite=Lax; HttpOnly{secure}");
        HeaderValue::from_str(&cookie).unwrap_or(HeaderValue::from_static(""))
    }

    /// Remembers the language that was chosen by a link.
    pub fn remember_language(&self, headers: &mut HeaderMap) {
        if let Some(lang) = self.chosen {
            headers.append(header::SET_COOKIE, self.set_cookie("lang", lang.tag(), "/", 365));
        }
    }
}

fn text(headers: &HeaderMap, name: header::HeaderName) -> &str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("")
}

/// The fields of a query or a form, in their order.
pub fn pairs(encoded: &[u8]) -> Vec<(String, String)> {
    form_urlencoded::parse(encoded).map(|(name, value)| (name.into_owned(), value.into_owned())).collect()
}

/// The first value of a field.
pub fn value<'a>(pairs: &'a [(String, String)], name: &str) -> Option<&'a str> {
    pairs.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
}

fn cookie<'a>(cookies: &'a str, name: &str) -> Option<&'a str> {
    cookies.split(';').filter_map(|one| one.trim().split_once('=')).find(|(other, _)| *other == name).map(|(_, value)| value)
}

fn path_without_lang(path: &str, query: &[(String, String)]) -> String {
    let rest: Vec<_> = query.iter().filter(|(name, _)| name != "lang" && name != "done" && name != "placed").collect();
    if rest.is_empty() {
        return path.to_owned();
    }
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(rest.into_iter().map(|(n, v)| (n, v))).finish();
    format!("{path}?{query}")
}
