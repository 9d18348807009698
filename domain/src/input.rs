//! What is wrong with an input: which field, and what is allowed there.

use serde::Serialize;

/// One wrong field. The pointer is a JSON pointer (RFC 6901) into the body as it was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldError {
    /// JSON pointer of the field, such as `/lines/0/quantity`.
    pub pointer: String,
    /// What is allowed there, as a sentence in English.
    pub detail: String,
    /// How many wrong fields this stands for that are not named; 0 where it names one.
    #[serde(skip)]
    pub unnamed: usize,
}

impl FieldError {
    /// Names a field and what is allowed there.
    pub fn new(pointer: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { pointer: pointer.into(), detail: detail.into(), unnamed: 0 }
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

/// Most wrong fields that are named. More help nobody, and an answer must not be much larger than what was sent.
pub const NAMED_MAX: usize = 100;

/// Collects the wrong fields of one input, so that all of them are named at once: the first [`NAMED_MAX`], then how many more there are.
#[derive(Debug, Default)]
pub struct Problems {
    named: Vec<FieldError>,
    more: usize,
}

impl Problems {
    /// Notes a wrong field.
    pub fn add(&mut self, pointer: impl Into<String>, detail: impl Into<String>) {
        if self.named.len() < NAMED_MAX {
            self.named.push(FieldError::new(pointer, detail));
        } else {
            self.more += 1;
        }
    }

    /// Takes the value, or notes why there is none.
    pub fn take<T>(&mut self, pointer: impl Into<String>, parsed: Result<T, Invalid>) -> Option<T> {
        parsed.map_err(|invalid| self.add(pointer, invalid.0)).ok()
    }

    /// Notes the errors of a part of the input under that part's pointer.
    pub fn nest(&mut self, pointer: &str, errors: Vec<FieldError>) {
        for FieldError { pointer: within, detail, unnamed } in errors {
            if unnamed > 0 {
                self.more += unnamed;
            } else {
                self.add(format!("{pointer}{within}"), detail);
            }
        }
    }

    /// Whether no field was wrong.
    pub fn is_empty(&self) -> bool {
        self.named.is_empty()
    }

    /// Ends the collection: the value when nothing was wrong.
    pub fn finish<T>(self, value: Option<T>) -> Result<T, Vec<FieldError>> {
        match value {
            Some(value) if self.is_empty() => Ok(value),
            _ => Err(self.told()),
        }
    }

    /// What is told of it: each wrong field that is named, and at the end how many are not.
    fn told(mut self) -> Vec<FieldError> {
        if self.more > 0 {
            let detail = format!("{} more values are wrong", self.more);
            self.named.push(FieldError { pointer: String::new(), detail, unnamed: self.more });
        }
        self.named
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_named_any_more_is_counted_also_where_lists_are_nested() {
        let mut part = Problems::default();
        for number in 0..NAMED_MAX + 150 {
            part.add(format!("/{number}"), "must be right");
        }
        let told = part.finish::<()>(None).unwrap_err();
        assert_eq!(told.len(), NAMED_MAX + 1);
        assert_eq!(told[NAMED_MAX], FieldError { pointer: String::new(), detail: "150 more values are wrong".to_owned(), unnamed: 150 });
        let mut whole = Problems::default();
        whole.add("/title", "must be given");
        whole.nest("/part", told);
        let told = whole.finish::<()>(None).unwrap_err();
        assert_eq!((told.len(), told[1].pointer.as_str()), (NAMED_MAX + 1, "/part/0"));
        assert_eq!(told[NAMED_MAX].detail, "151 more values are wrong");
    }
}
