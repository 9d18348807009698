//! Cookies: out of reach for scripts, and sent along to this site's own pages alone.

use cookie::time::Duration;
use cookie::{Cookie, SameSite};
use http::HeaderValue;

/// How names of cookies begin that are bound to this host: a browser takes such a name from nobody
/// else, neighbours under the same domain included (RFC 6265bis §4.1.3.2). It wants them `Secure`
/// and for the whole host.
pub(crate) const HOST_PREFIX: &str = "__Host-";

/// A cookie to set, kept for a number of seconds; with none it is forgotten.
pub(crate) fn set(
    name: &str,
    value: &str,
    path: &str,
    seconds: i64,
    is_secure: bool,
) -> HeaderValue {
    let cookie = Cookie::build((name, value))
        .path(path)
        .max_age(Duration::seconds(seconds))
        .same_site(SameSite::Lax)
        .http_only(true)
        .secure(is_secure);
    // What cannot stand in a header is no cookie of ours.
    HeaderValue::try_from(cookie.to_string()).unwrap_or(HeaderValue::from_static(""))
}

/// A cookie by its name, of those that a request has.
pub(crate) fn find<'c>(cookies: &'c str, name: &str) -> Option<&'c str> {
    Cookie::split_parse(cookies)
        .filter_map(Result::ok)
        .find(|cookie| cookie.name() == name)
        .and_then(|cookie| cookie.value_raw())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_is_for_this_site_and_not_for_scripts() {
        assert_eq!(
            set("__Host-lang", "de", "/", 60, true),
            "__Host-lang=de; HttpOnly; SameSite=Lax; Secure; Path=/; Max-Age=60"
        );
        assert_eq!(
            set("cart", "", "/s/demo", 0, false),
            "cart=; HttpOnly; SameSite=Lax; Path=/s/demo; Max-Age=0"
        );
        assert_eq!(set("cart", "a\nb", "/", 1, true), "");
    }

    #[test]
    fn a_cookie_is_found_by_its_whole_name() {
        let cookies = "a=1;odd; cart=TENT=1&POLE=2 ; Cart=x; last=";
        assert_eq!(find(cookies, "cart"), Some("TENT=1&POLE=2"));
        assert_eq!(find(cookies, "last"), Some(""));
        assert_eq!(find(cookies, "art"), None);
        assert_eq!(find("", "cart"), None);
    }
}
