//! What the REST binding of EPCIS 2.0 (§12) says in headers: which versions are spoken, how much
//! may come at once, and what becomes of a document when something in it is wrong.

use axum::http::header::ALLOW;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use super::input::EPCIS_BYTES_MAX;
use super::problem::{NOT_ACCEPTABLE, Problem};
use dockline_intake::epcis::EVENTS_MAX;

/// The version of the standard, and of its vocabulary, that is spoken here.
const VERSION: (u32, u32) = (2, 0);
/// The same, as headers have it.
const VERSION_TEXT: &str = "2.0";
const BEHAVIOUR: &str = "gs1-capture-error-behaviour";

/// What becomes of a document when something in it is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Behaviour {
    /// Nobody asked: a document that is not valid is refused whole; in one that is, each event
    /// stands for itself.
    Unsaid,
    /// All of it or nothing.
    Rollback,
    /// Each event stands for itself, and so does one that is not valid.
    Proceed,
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get(name)
        .map(|value| value.to_str().unwrap_or("?").trim())
        .filter(|text| !text.is_empty())
}

/// What a request asks for; one that asks for another version than ours is told.
pub fn asked(headers: &HeaderMap) -> Result<Behaviour, Problem> {
    for of in ["EPCIS", "CBV"] {
        let version = |end: &str| text(headers, &format!("gs1-{}-{end}", of.to_ascii_lowercase()));
        let fits = version("version").is_none_or(|wanted| {
            wanted
                .split(',')
                .any(|one| parsed(one).is_some_and(|(major, _)| major == VERSION.0))
        }) && version("min")
            .is_none_or(|least| parsed(least).is_some_and(|least| least <= VERSION))
            && version("max").is_none_or(|most| parsed(most).is_some_and(|most| most >= VERSION));
        if !fits {
            return Err(Problem::new(
                NOT_ACCEPTABLE,
                format!("Only version {VERSION_TEXT} of {of} is spoken here."),
            ));
        }
    }
    match text(headers, BEHAVIOUR)
        .map(str::to_ascii_lowercase)
        .as_deref()
    {
        None => Ok(Behaviour::Unsaid),
        Some("rollback") => Ok(Behaviour::Rollback),
        Some("proceed") => Ok(Behaviour::Proceed),
        Some(_) => Err(Problem::parameter(
            "GS1-Capture-Error-Behaviour",
            "must be rollback or proceed",
        )),
    }
}

/// Major and minor number; what follows them does not matter.
fn parsed(version: &str) -> Option<(u32, u32)> {
    let mut numbers = version.trim().split('.').map(str::parse);
    let major = numbers.next()?.ok()?;
    Some((major, numbers.next().map_or(Some(0), Result::ok)?))
}

/// Every answer says what is spoken here.
pub async fn say(mut response: Response) -> Response {
    let spoken = [
        ("gs1-epcis-version", VERSION_TEXT.to_owned()),
        ("gs1-epcis-min", VERSION_TEXT.to_owned()),
        ("gs1-epcis-max", VERSION_TEXT.to_owned()),
        ("gs1-cbv-version", VERSION_TEXT.to_owned()),
        ("gs1-cbv-min", VERSION_TEXT.to_owned()),
        ("gs1-cbv-max", VERSION_TEXT.to_owned()),
        (
            "gs1-vendor-version",
            concat!("dockline ", env!("CARGO_PKG_VERSION")).to_owned(),
        ),
        ("gs1-epcis-capture-limit", EVENTS_MAX.to_string()),
        (
            "gs1-epcis-capture-file-size-limit",
            EPCIS_BYTES_MAX.to_string(),
        ),
    ];
    for (name, value) in spoken {
        if let Ok(value) = HeaderValue::from_str(&value) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

/// What the binding has `OPTIONS` for: the same without a document.
pub async fn options() -> Response {
    (
        StatusCode::NO_CONTENT,
        [
            (ALLOW, "OPTIONS, POST"),
            (HeaderName::from_static(BEHAVIOUR), "rollback, proceed"),
        ],
    )
        .into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(name: &'static str, value: &'static str) -> Result<Behaviour, Problem> {
        asked(&HeaderMap::from_iter([(
            name.parse().unwrap(),
            HeaderValue::from_static(value),
        )]))
    }

    #[test]
    fn version_two_is_spoken_however_it_is_written() {
        for (name, value) in [
            ("gs1-epcis-version", "2.0"),
            ("gs1-epcis-version", "2.0.0"),
            ("gs1-epcis-version", "1.2, 2.0"),
            ("gs1-cbv-version", "2"),
            ("gs1-epcis-min", "1.2"),
            ("gs1-epcis-max", "2.1"),
            ("gs1-extensions", "example=http://ns.example.com/epcis/"),
        ] {
            assert!(with(name, value).is_ok(), "{name}: {value}");
        }
        for (name, value) in [
            ("gs1-epcis-version", "1.2"),
            ("gs1-epcis-min", "2.1"),
            ("gs1-cbv-max", "1.2"),
            ("gs1-cbv-version", "new"),
        ] {
            assert!(with(name, value).is_err(), "{name}: {value}");
        }
    }

    #[test]
    fn what_becomes_of_errors_is_one_of_two() {
        assert_eq!(asked(&HeaderMap::new()).unwrap(), Behaviour::Unsaid);
        assert_eq!(with(BEHAVIOUR, "Proceed").unwrap(), Behaviour::Proceed);
        assert_eq!(with(BEHAVIOUR, "rollback").unwrap(), Behaviour::Rollback);
        assert!(with(BEHAVIOUR, "perhaps").is_err());
    }
}
