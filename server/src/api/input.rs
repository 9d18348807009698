//! Reading requests: bodies, fields that may have the wrong type, query parameters.

use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, FromRequest, FromRequestParts, Query, Request};
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::IntoResponse as _;
use dockline_domain::by::By;
use dockline_domain::input::{FieldError, Invalid, Problems};
use dockline_domain::limits;
use dockline_engine::command::Context;
use jiff::Timestamp;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde::{Deserialize, Deserializer};
use std::ops::RangeInclusive;

use super::idempotency;
use super::place;
use super::problem::{MALFORMED, Problem, TOO_LARGE, UNSUPPORTED_TYPE};

/// Largest JSON body.
pub const JSON_BYTES_MAX: usize = 256 * 1024;
/// Largest EPCIS document: a thousand events with some hundred items each.
pub const EPCIS_BYTES_MAX: usize = 8 * 1024 * 1024;
/// Most unknown fields that are named in an answer, and the longest name of one.
const IGNORED_MAX: usize = 20;
const IGNORED_CHARS_MAX: usize = 100;
/// Largest CSV body.
pub const CSV_BYTES_MAX: usize = 32 * 1024 * 1024;
/// A value of the type that is asked for, or any other JSON value: so that a wrong type is an error
/// of one field, not of the whole body.
#[derive(Debug)]
pub enum Loose<T> {
    /// The type is right.
    Good(T),
    /// It is not.
    Wrong(IgnoredAny),
}

/// What a value is tried as, one after the other.
#[derive(Deserialize)]
#[serde(untagged)]
enum Tried<T> {
    Good(T),
    Number(f64),
    Wrong(IgnoredAny),
}

impl<'de, T: FieldType + Deserialize<'de>> Deserialize<'de> for Loose<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match Tried::deserialize(deserializer)? {
            Tried::Good(value) => Self::Good(value),
            Tried::Number(number) => {
                T::of_number(number).map_or(Self::Wrong(IgnoredAny), Self::Good)
            }
            Tried::Wrong(wrong) => Self::Wrong(wrong),
        })
    }
}

/// Up to here a fraction holds every whole number exactly: 2^53 - 1.
const WHOLE_MAX: f64 = 9_007_199_254_740_991.0;

/// A type that a field of a body may have.
pub trait FieldType {
    /// The type in words, such as `a text`.
    const WORDS: &'static str;

    /// A number that is written as a fraction, where the type has numbers.
    fn of_number(_: f64) -> Option<Self>
    where
        Self: Sized,
    {
        None
    }
}

impl FieldType for String {
    const WORDS: &'static str = "a text";
}
impl FieldType for i64 {
    const WORDS: &'static str = "a whole number";

    /// `5.0` is a whole number to JSON Schema, and some programs write every number so.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "whole, and in the range that a fraction holds exactly"
    )]
    fn of_number(number: f64) -> Option<Self> {
        let is_whole = number.fract() == 0.0 && number.abs() <= WHOLE_MAX;
        is_whole.then_some(number as i64)
    }
}
impl FieldType for bool {
    const WORDS: &'static str = "true or false";
}
impl<T> FieldType for Vec<T> {
    const WORDS: &'static str = "a list";
}

/// Collects the wrong fields of one body while it is read.
#[derive(Debug, Default)]
pub struct Form(pub Problems);

impl Form {
    /// A field that may be absent or null.
    pub fn may<T: FieldType>(&mut self, pointer: &str, field: Option<Loose<T>>) -> Option<T> {
        match field? {
            Loose::Good(value) => Some(value),
            Loose::Wrong(_) => {
                self.0.add(pointer, format!("must be {}", T::WORDS));
                None
            }
        }
    }

    /// A field that must be there.
    pub fn must<T: FieldType>(&mut self, pointer: &str, field: Option<Loose<T>>) -> Option<T> {
        if field.is_none() {
            self.0.add(pointer, format!("must be given: {}", T::WORDS));
        }
        self.may(pointer, field)
    }

    /// A text that must be there and have a certain form.
    pub fn must_parse<T>(
        &mut self,
        pointer: &str,
        field: Option<Loose<String>>,
        parse: impl FnOnce(&str) -> Result<T, Invalid>,
    ) -> Option<T> {
        let text = self.must(pointer, field)?;
        self.0.take(pointer, parse(&text))
    }

    /// A text that must have a certain form when it is there.
    pub fn may_parse<T>(
        &mut self,
        pointer: &str,
        field: Option<Loose<String>>,
        parse: impl FnOnce(&str) -> Result<T, Invalid>,
    ) -> Option<T> {
        let text = self.may(pointer, field)?;
        self.0.take(pointer, parse(&text))
    }

    /// A whole number in a range.
    pub fn must_count(
        &mut self,
        pointer: &str,
        field: Option<&Loose<i64>>,
        range: RangeInclusive<u32>,
    ) -> Option<u32> {
        let allowed = format!(
            "must be a whole number from {} to {}",
            range.start(),
            range.end()
        );
        let number = match field {
            Some(Loose::Good(number)) => u32::try_from(*number)
                .ok()
                .filter(|number| range.contains(number)),
            Some(Loose::Wrong(_)) | None => None,
        };
        if number.is_none() {
            self.0.add(pointer, allowed);
        }
        number
    }

    /// The value when no field was wrong.
    pub fn finish<T>(self, value: Option<T>) -> Result<T, Problem> {
        self.0
            .finish(value)
            .map_err(|errors| Problem::fields(&errors))
    }
}

/// A moment in time as it is sent.
pub fn instant(text: &str) -> Result<Timestamp, Invalid> {
    text.parse()
        .map_err(|_| Invalid::new("must be an instant such as 2026-12-24T00:00:00Z"))
}

/// Tells a field that is absent from one that is null.
pub fn present<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

/// A request with a JSON body of limited size, or with none, and what tells it from others.
pub struct JsonRequest<const BYTES_MAX: usize = JSON_BYTES_MAX>(Received);

/// A request with a CSV body.
pub struct CsvRequest(Received);

/// A request with a picture as its body.
pub struct PictureRequest(Received);

struct Received {
    body: Bytes,
    method: Method,
    path: String,
    key: Option<String>,
}

impl Received {
    async fn read(mut request: Request, bytes_max: usize) -> Result<Self, Problem> {
        let key = idempotency::key(request.headers())?;
        let (method, path) = (request.method().clone(), request.uri().to_string());
        DefaultBodyLimit::max(bytes_max).apply(&mut request);
        let body = Bytes::from_request(request, &())
            .await
            .map_err(|rejection| match rejection.into_response().status() {
                StatusCode::PAYLOAD_TOO_LARGE => {
                    Problem::new(TOO_LARGE, format!("It may have at most {bytes_max} bytes."))
                }
                _ => Problem::new(MALFORMED, "The body ended before it was complete."),
            })?;
        Ok(Self {
            body,
            method,
            path,
            key,
        })
    }

    fn context(&self, by: &By) -> Context {
        let key = self
            .key
            .as_ref()
            .map(|key| idempotency::bind(by, key, &self.method, &self.path, &self.body));
        Context::with_key(by.clone(), key)
    }
}

fn media_type(headers: &HeaderMap) -> String {
    let value = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    value
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase()
}

impl<S: Sync, const BYTES_MAX: usize> FromRequest<S> for JsonRequest<BYTES_MAX> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        let media_type = media_type(request.headers());
        let mut received = Received::read(request, BYTES_MAX).await?;
        // RFC 8259 §8.1: a reader may pass over a byte order mark, and some programs write one.
        if received.body.starts_with(b"\xEF\xBB\xBF") {
            received.body = received.body.slice(3..);
        }
        let is_json = media_type == "application/json" || media_type.ends_with("+json");
        if !is_json && !received.body.is_empty() {
            return Err(Problem::new(
                UNSUPPORTED_TYPE,
                "Send the body as Content-Type: application/json.",
            ));
        }
        Ok(Self(received))
    }
}

impl<const BYTES_MAX: usize> JsonRequest<BYTES_MAX> {
    /// The body: the handler that asked for it checks its fields.
    pub fn body<T: DeserializeOwned>(&self) -> Result<T, Problem> {
        let body = self.0.body.trim_ascii_start();
        if body.first() == Some(&b'[') {
            return Err(Problem::fields(&[FieldError::new("", "must be an object")]));
        }
        serde_json::from_slice(body).map_err(|error| {
            if error.is_data() {
                let (pointer, detail) = place::of(body, &error);
                let detail =
                    format!("must be an object with each field once and no other: {detail}");
                return Problem::fields(&[FieldError::new(pointer, detail)]);
            }
            Problem::new(MALFORMED, format!("The body is not JSON: {error}."))
                .with("line", error.line().into())
                .with("column", error.column().into())
        })
    }

    /// The body, or its default when there is none.
    pub fn body_or_default<T: DeserializeOwned + Default>(&self) -> Result<T, Problem> {
        if self.0.body.trim_ascii().is_empty() {
            Ok(T::default())
        } else {
            self.body()
        }
    }

    /// JSON pointers of the fields that nobody asks for: beside `known` ones, and within those that
    /// are objects, or lists of objects, with fields of their own. At most [`IGNORED_MAX`] are
    /// named.
    pub fn ignored(&self, known: &[&str], within: &[(&str, &[&str])]) -> Vec<String> {
        let fields: serde_json::Map<String, serde_json::Value> =
            serde_json::from_slice(&self.0.body).unwrap_or_default();
        let mut ignored = Vec::new();
        note_unknown(&mut ignored, "", &fields, known);
        for (name, known) in within {
            match fields.get(*name) {
                Some(serde_json::Value::Object(fields)) => {
                    note_unknown(&mut ignored, &format!("/{name}"), fields, known);
                }
                Some(serde_json::Value::Array(items)) => {
                    for (number, item) in items.iter().enumerate() {
                        if let serde_json::Value::Object(fields) = item {
                            note_unknown(&mut ignored, &format!("/{name}/{number}"), fields, known);
                        }
                    }
                }
                _ => {}
            }
        }
        ignored
    }

    /// Who asks, with the key of the request.
    pub fn context(&self, by: &By) -> Context {
        self.0.context(by)
    }
}

/// Notes the fields of an object that are not known, by pointers (RFC 6901).
fn note_unknown(
    ignored: &mut Vec<String>,
    pointer: &str,
    fields: &serde_json::Map<String, serde_json::Value>,
    known: &[&str],
) {
    let unknown = fields.keys().filter(|name| !known.contains(&name.as_str()));
    for name in unknown.take(IGNORED_MAX.saturating_sub(ignored.len())) {
        let name: String = name.chars().take(IGNORED_CHARS_MAX).collect();
        let name = name.replace('~', "~0").replace('/', "~1");
        ignored.push(format!("{pointer}/{name}"));
    }
}

impl<S: Sync> FromRequest<S> for CsvRequest {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        let media_type = media_type(request.headers());
        if media_type.ends_with("json") || media_type.starts_with("multipart/") {
            return Err(Problem::new(
                UNSUPPORTED_TYPE,
                "Send the file itself as Content-Type: text/csv.",
            ));
        }
        Received::read(request, CSV_BYTES_MAX).await.map(Self)
    }
}

impl CsvRequest {
    /// The file.
    pub fn body(&self) -> &Bytes {
        &self.0.body
    }

    /// Who asks, with the key of the request.
    pub fn context(&self, by: &By) -> Context {
        self.0.context(by)
    }
}

impl<S: Sync> FromRequest<S> for PictureRequest {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        Received::read(request, limits::MEDIA_BYTES_MAX)
            .await
            .map(Self)
    }
}

impl PictureRequest {
    /// The picture.
    pub fn body(&self) -> &Bytes {
        &self.0.body
    }

    /// Who asks, with the key of the request.
    pub fn context(&self, by: &By) -> Context {
        self.0.context(by)
    }
}

/// The query parameters of a request; those that nobody asks for are ignored.
pub struct Params(Vec<(String, String)>);

impl<S: Sync> FromRequestParts<S> for Params {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        Self::of(&parts.uri)
    }
}

impl Params {
    /// The parameters of an address.
    pub fn of(uri: &Uri) -> Result<Self, Problem> {
        if uri.query().is_none() {
            return Ok(Self(Vec::new()));
        }
        let parsed = Query::try_from_uri(uri)
            .map_err(|_| Problem::new(MALFORMED, "The query of the address cannot be read."))?;
        Ok(Self(parsed.0))
    }

    /// All values of a parameter.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0
            .iter()
            .filter(move |(other, _)| other == name)
            .map(|(_, value)| value.as_str())
    }

    /// The value of a parameter.
    pub fn one<'a>(&'a self, name: &'a str) -> Option<&'a str> {
        self.all(name).next()
    }

    /// A whole number in a range.
    pub fn number(&self, name: &str, range: RangeInclusive<u32>) -> Result<Option<u32>, Problem> {
        let Some(text) = self.one(name) else {
            return Ok(None);
        };
        let number = text.parse().ok().filter(|number| range.contains(number));
        let wrong = || {
            Problem::parameter(
                name,
                format!(
                    "must be a whole number from {} to {}",
                    range.start(),
                    range.end()
                ),
            )
        };
        number.map(Some).ok_or_else(wrong)
    }

    /// The SKUs of a request: at least one, each once, at most `max`.
    pub fn skus(&self, max: usize) -> Result<Vec<&str>, Problem> {
        let mut skus: Vec<&str> = Vec::new();
        for sku in self.all("sku") {
            if !skus.contains(&sku) {
                skus.push(sku);
            }
            if skus.len() > max {
                return Err(Problem::parameter(
                    "sku",
                    format!("must be given at most {max} times"),
                ));
            }
        }
        if skus.is_empty() {
            return Err(Problem::parameter(
                "sku",
                format!("must be given 1 to {max} times"),
            ));
        }
        Ok(skus)
    }
}
