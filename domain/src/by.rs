//! Who did something: what the log keeps beside each event.

use crate::id::{KeyId, UserId};
use crate::input::Invalid;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Who asked for a change. Its text stands in the log; never personal data.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum By {
    /// Anyone who shops, or who holds the link of an order.
    Shopper,
    /// A rule or the calendar.
    System,
    /// The command line.
    Cli,
    /// The demonstration.
    Demo,
    /// A program of the merchant, by its key.
    Key(KeyId),
    /// One of the merchant's people.
    User(UserId),
}

impl By {
    /// Reads the text of the log.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        match text {
            "shopper" => Ok(Self::Shopper),
            "system" => Ok(Self::System),
            "cli" => Ok(Self::Cli),
            "demo" => Ok(Self::Demo),
            id => KeyId::parse(id)
                .map(Self::Key)
                .or_else(|_| UserId::parse(id).map(Self::User)),
        }
    }

    /// The text of the log.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Shopper => "shopper",
            Self::System => "system",
            Self::Cli => "cli",
            Self::Demo => "demo",
            Self::Key(key) => key.as_str(),
            Self::User(user) => user.as_str(),
        }
    }
}

impl fmt::Display for By {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl TryFrom<String> for By {
    type Error = Invalid;

    fn try_from(text: String) -> Result<Self, Invalid> {
        Self::parse(&text)
    }
}

impl From<By> for String {
    fn from(by: By) -> Self {
        by.as_str().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_it_was_is_read_as_it_was_written() {
        let user = UserId::parse("usr_01").unwrap();
        let key = KeyId::parse("key_01").unwrap();
        for by in [
            By::Shopper,
            By::System,
            By::Cli,
            By::Demo,
            By::Key(key),
            By::User(user),
        ] {
            assert_eq!(By::parse(by.as_str()), Ok(by));
        }
        for text in ["", "somebody", "ord_01", "key"] {
            assert!(By::parse(text).is_err(), "{text}");
        }
    }
}
