//! What a request for a page says: its language, its query, its cookies.

use crate::cookies::{self, HOST_PREFIX};
use crate::state::AppState;
use axum::extract::FromRequestParts;
use dockline_domain::input::is_disruptive;
use dockline_words::{Lang, PageContext};
use http::request::Parts;
use http::{HeaderMap, HeaderValue, header};
use std::convert::Infallible;
use std::net::IpAddr;

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
    client: IpAddr,
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
        let secure = state.public_url.starts_with("https://");
        let remembered = || remembered(&cookies, secure, "lang").and_then(Lang::from_tag);
        let lang = chosen.or_else(remembered).unwrap_or_else(|| {
            Lang::from_accept_language(text(&parts.headers, header::ACCEPT_LANGUAGE))
        });
        let context = PageContext {
            lang,
            assets: state.site.assets.clone(),
            public_url: state.public_url.to_string(),
            path: path_without_lang(parts.uri.path(), &query),
            now: state.engine.now(),
        };
        Self {
            context,
            query,
            cookies,
            chosen,
            secure,
            client: state.proxies.of_request(parts),
        }
    }

    /// Who asks.
    pub fn client(&self) -> IpAddr {
        self.client
    }

    /// The language of the page.
    pub fn lang(&self) -> Lang {
        self.context.lang
    }

    /// The same for a page whose own address is known: nothing else of the visitor's stands in it.
    pub fn context_at(&self, path: String) -> PageContext {
        PageContext {
            path,
            ..self.context.clone()
        }
    }

    /// A value of the query.
    pub fn query(&self, name: &str) -> Option<&str> {
        value(&self.query, name)
    }

    /// What is looked for: without characters that nothing may be called by, and space around it.
    pub fn search(&self, chars_max: usize) -> String {
        let printable = |one: &char| !is_disruptive(*one);
        self.query("q")
            .unwrap_or("")
            .chars()
            .filter(printable)
            .collect::<String>()
            .trim()
            .chars()
            .take(chars_max)
            .collect()
    }

    /// All values of a field of the query.
    pub fn queries<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.query
            .iter()
            .filter(move |(other, _)| other == name)
            .map(|(_, value)| value.as_str())
    }

    /// A cookie by the name it is written with.
    pub fn cookie(&self, name: &str) -> Option<&str> {
        cookies::find(&self.cookies, name)
    }

    /// What [`Self::set_cookie`] wrote; or what was written under the plain name, before there was
    /// a prefix.
    pub fn remembered(&self, name: &str) -> Option<&str> {
        remembered(&self.cookies, self.secure, name)
    }

    /// Whether shoppers come by `https`: then every cookie is bound to it and to this host.
    pub fn is_secure(&self) -> bool {
        self.secure
    }

    /// A cookie for the pages below a path. By `https` it is for the whole host and bound to it.
    pub fn set_cookie(&self, name: &str, value: &str, path: &str, days: u32) -> HeaderValue {
        let seconds = i64::from(days) * 86_400;
        if self.secure {
            cookies::set(&format!("{HOST_PREFIX}{name}"), value, "/", seconds, true)
        } else {
            cookies::set(name, value, path, seconds, false)
        }
    }

    /// Remembers the language that was chosen by a link.
    pub fn remember_language(&self, headers: &mut HeaderMap) {
        if let Some(lang) = self.chosen {
            headers.append(
                header::SET_COOKIE,
                self.set_cookie("lang", lang.tag(), "/", 365),
            );
        }
    }
}

fn text(headers: &HeaderMap, name: header::HeaderName) -> &str {
    headers
        .get(name)
        .and_then(|value| value.to_str().ok())
        .unwrap_or("")
}

/// The fields of a query or a form, in their order.
pub fn pairs(encoded: &[u8]) -> Vec<(String, String)> {
    form_urlencoded::parse(encoded)
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect()
}

/// The first value of a field.
pub fn value<'a>(pairs: &'a [(String, String)], name: &str) -> Option<&'a str> {
    pairs
        .iter()
        .find(|(other, _)| other == name)
        .map(|(_, value)| value.as_str())
}

fn remembered<'a>(cookies: &'a str, secure: bool, name: &str) -> Option<&'a str> {
    let bound = secure
        .then(|| cookies::find(cookies, &format!("{HOST_PREFIX}{name}")))
        .flatten();
    bound.or_else(|| cookies::find(cookies, name))
}

/// The page's own address, to link to it. Browsers read a path that begins with two slashes as the
/// name of another host, and `\` as a slash.
fn path_without_lang(path: &str, query: &[(String, String)]) -> String {
    let path = format!("/{}", path.trim_start_matches(['/', '\\']));
    let rest: Vec<_> = query
        .iter()
        .filter(|(name, _)| !["lang", "done", "placed", "found"].contains(&name.as_str()))
        .collect();
    if rest.is_empty() {
        return path;
    }
    let query = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(rest.into_iter().map(|(n, v)| (n, v)))
        .finish();
    format!("{path}?{query}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_never_read_as_another_host() {
        for path in [
            "//evil.example/x",
            "/\\evil.example/x",
            "\\\\evil.example/x",
            "///evil.example/x",
            "evil.example/x",
        ] {
            assert_eq!(path_without_lang(path, &[]), "/evil.example/x");
        }
        let query = [
            ("q".to_owned(), "a b".to_owned()),
            ("lang".to_owned(), "de".to_owned()),
        ];
        assert_eq!(path_without_lang("/s/demo", &query), "/s/demo?q=a+b");
        assert_eq!(path_without_lang("/", &[]), "/");
    }

    #[test]
    fn a_cookie_from_before_the_prefix_is_read_where_there_is_no_other() {
        assert_eq!(remembered("lang=de", true, "lang"), Some("de"));
        assert_eq!(
            remembered("lang=de; __Host-lang=en", true, "lang"),
            Some("en")
        );
        assert_eq!(
            remembered("lang=de; __Host-lang=en", false, "lang"),
            Some("de")
        );
        assert_eq!(remembered("", true, "lang"), None);
    }
}
