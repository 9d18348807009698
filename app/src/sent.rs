//! What a form of the console shows when it comes back.

use crate::actions::FieldMessage;

/// The values of a form as they were written, and what is wrong with them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sent {
    /// Names and values, as a browser sends them.
    pub fields: Vec<(String, String)>,
    /// What is wrong with single fields.
    pub errors: Vec<FieldMessage>,
    /// What is wrong with the whole of it.
    pub message: Option<String>,
}

impl Sent {
    /// A form that came back.
    pub fn new(fields: Vec<(String, String)>) -> Self {
        Self {
            fields,
            ..Self::default()
        }
    }

    /// What was written into a field.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.fields
            .iter()
            .find(|(other, _)| other == name)
            .map(|(_, value)| value.as_str())
    }

    /// What is wrong with a field.
    pub fn error(&self, name: &str) -> Option<&str> {
        self.errors
            .iter()
            .find(|error| error.field == name)
            .map(|error| error.message.as_str())
    }

    /// Where typing begins in a form that came back: the first field that is wrong, before any that
    /// would be it otherwise.
    pub fn begins_at(&self, name: &str, otherwise: bool) -> bool {
        if self.is_wrong() {
            self.errors.first().is_some_and(|error| error.field == name)
        } else {
            otherwise
        }
    }

    /// Notes what is wrong with a field.
    pub fn wrong(&mut self, name: impl Into<String>, message: String) {
        self.errors.push(FieldMessage {
            field: name.into(),
            message,
        });
    }

    /// Whether something is wrong.
    pub fn is_wrong(&self) -> bool {
        self.message.is_some() || !self.errors.is_empty()
    }
}
