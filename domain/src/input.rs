//! What is wrong with an input: which field, and what is allowed there.

use serde::Serialize;

/// One wrong field. The pointer is a JSON pointer (RFC 6901) into the body as it was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldError {
    /// JSON pointer of the field, such as `/lines/0/quantity`.
    pub pointer: String,
    /// What is allowed there, as a sentence in English.
    pub detail: String,
}

impl FieldError {
    /// Names a field and what is allowed there.
    pub fn new(pointer: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { pointer: pointer.into(), detail: detail.into() }
    }
}

/// Why a text is not a valid value of its type: a sentence that says what is allowed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Invalid(pub String);

impl Invalid {
    /// States what is allowed.
    pub fn new(allowed: impl Into<String>) -> Self {
        Self(allowed.into())
    }
}

/// Collects the wrong fields of one input, so that all of them are named at once.
#[derive(Debug, Default)]
pub struct Problems(Vec<FieldError>);

impl Problems {
    /// Notes a wrong field.
    pub fn add(&mut self, pointer: impl Into<String>, detail: impl Into<String>) {
        self.0.push(FieldError::new(pointer, detail));
    }

    /// Takes the value, or notes why there is none.
    pub fn take<T>(&mut self, pointer: impl Into<String>, parsed: Result<T, Invalid>) -> Option<T> {
        parsed.map_err(|invalid| self.add(pointer, invalid.0)).ok()
    }

    /// Notes the errors of a part of the input under that part's pointer.
    pub fn nest(&mut self, pointer: &str, errors: Vec<FieldError>) {
        self.0.extend(errors.into_iter().map(|error| FieldError { pointer: format!("{pointer}{}", error.pointer), ..error }));
    }

    /// Whether no field was wrong.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Ends the collection: the value when nothing was wrong.
    pub fn finish<T>(self, value: Option<T>) -> Result<T, Vec<FieldError>> {
        match value {
            Some(value) if self.0.is_empty() => Ok(value),
            _ => Err(self.0),
        }
    }
}

/// A text without surrounding space, neither empty nor longer than `chars_max` characters, without control characters.
pub fn short_text(text: &str, chars_max: usize) -> Result<String, Invalid> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > chars_max || text.chars().any(char::is_control) {
        return Err(Invalid(format!("must have 1 to {chars_max} characters and no control characters")));
    }
    Ok(text.to_owned())
}

/// Like [`short_text`], but a missing or empty text is `None`.
pub fn optional_text(text: Option<&str>, chars_max: usize) -> Result<Option<String>, Invalid> {
    text.map(str::trim).filter(|text| !text.is_empty()).map(|text| short_text(text, chars_max)).transpose()
}
